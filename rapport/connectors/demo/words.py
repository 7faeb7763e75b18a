"""Word lists from which the demo's people, companies and deals are combined; none is a real brand or person."""


def _list(text: str) -> list[str]:
    return text.split()


FIRST_PT = _list(
    "Ana Beatriz Carla Daniela Eduarda Fernanda Gabriela Helena Inês Joana Larissa Mariana Natália Paula Renata "
    "Sofia Tatiana Vanessa André Bruno Caio Diogo Eduardo Felipe Gustavo Henrique João Leandro Marcelo Nuno "
    "Otávio Pedro Rafael Sérgio Thiago Vítor"
)
LAST_PT = _list(
    "Almeida Barbosa Cardoso Carvalho Duarte Esteves Fonseca Guimarães Lacerda Lima Machado Medeiros Moura "
    "Nogueira Oliveira Pacheco Peixoto Queiroz Ramalho Rezende Sampaio Siqueira Tavares Teixeira Vasconcelos "
    "Xavier"
)
FIRST_EN = _list(
    "Alice Bridget Clara Diane Elena Fiona Grace Hannah Iris Julia Karen Laura Martha Nora Olivia Petra Rachel "
    "Susan Tessa Ursula Adrian Benedict Colin Dennis Erik Frank Gordon Hugo Ivan Jonas Kevin Lukas Martin Neil "
    "Oscar Patrick Quentin Robert Stefan Tobias Victor Walter"
)
LAST_EN = _list(
    "Abbott Barlow Brandt Calloway Carver Dahl Ellery Fairbank Fischer Granger Hartmann Hollis Ingram Jansen "
    "Keller Langley Lindqvist Marlow Merrick Northcott Osgood Pemberton Quill Rasmussen Sutter Thorne Underhill "
    "Vogel Whitlock Yardley Zeller"
)
COMPANY_HEADS = _list(
    "Alder Bramble Calder Corvel Dunmere Elmar Fennel Galdor Harrow Iskander Jorvan Kestrel Lindoval Marvenne "
    "Nordal Oakmere Pelham Quillon Rowanth Sandor Tamsel Umbral Varden Westral Yarrow Zelkova Arden Bellamar "
    "Cindral Dovane Estrel Farlow Grenwick Halden Ilmar Junvale Kaldera Lorimer Mirabel Novarel Ostrel Pinhal "
    "Quintal Ravello Serrano Torvald Ulmeira Valdor Winmere Azuria Brisa Colina Dourado Figueira Ipanor Jatoba "
    "Laranjal Mangueira Ouriva Palmar"
)
INDUSTRIES = {
    "Manufacturing": ("Components", "Tooling", "Castings", "Machines"),
    "Retail": ("Stores", "Market", "Outfitters", "Retail Group"),
    "Food": ("Foods", "Bakeries", "Dairy", "Beverages"),
    "Logistics": ("Freight", "Logistics", "Shipping", "Couriers"),
    "Healthcare": ("Clinics", "Medical", "Diagnostics", "Care"),
    "Insurance": ("Insurance", "Mutual", "Assurance", "Underwriters"),
    "Energy": ("Energy", "Solar", "Utilities", "Grid"),
    "Construction": ("Builders", "Concrete", "Estates", "Works"),
    "Hospitality": ("Hotels", "Resorts", "Catering", "Travel"),
    "Software": ("Systems", "Software", "Data", "Labs"),
}
TEAMS = (
    ("Iberia", "Europe/Lisbon", 0, ("Portugal", "Spain"), "EUR"),
    ("Brazil", "America/Sao_Paulo", -3, ("Brazil",), "BRL"),
    ("Northern Europe", "Europe/London", 0, ("United Kingdom", "Ireland"), "GBP"),
    ("North America", "America/New_York", -5, ("United States", "Canada"), "USD"),
    ("Central Europe", "Europe/Berlin", 1, ("Germany", "Austria", "Netherlands"), "EUR"),
)
PER_EURO = {"EUR": 1.0, "USD": 1.09, "GBP": 0.86, "BRL": 5.6}
TITLES = (  # (level, English, Portuguese): 0 none of these, 1 manager, 2 director, 3 C-level
    (0, "Buyer", "Comprador"),
    (0, "IT Specialist", "Especialista de TI"),
    (0, "Project Engineer", "Engenheira de Projetos"),
    (0, "Business Analyst", "Analista de Negócios"),
    (1, "Operations Manager", "Gerente de Operações"),
    (1, "Procurement Manager", "Gerente de Compras"),
    (1, "IT Manager", "Gerente de TI"),
    (2, "Director of Logistics", "Diretor de Logística"),
    (2, "Finance Director", "Diretora Financeira"),
    (2, "Director of Sales", "Diretora Comercial"),
    (3, "Chief Financial Officer", "CFO"),
    (3, "Chief Information Officer", "Diretor-Presidente"),
    (3, "CEO", "CEO"),
)
PRODUCTS = {
    "Warehouse": ("warehouse rollout", "barcode upgrade", "inventory tracking", "picking stations"),
    "Analytics": ("sales reporting", "planning dashboards", "demand forecast", "data hub"),
    "Field service": ("service scheduling", "technician app", "maintenance contracts", "spare parts portal"),
    "Finance": ("invoice automation", "ledger migration", "expense control", "treasury module"),
    "Security": ("access control", "audit trail", "identity cleanup", "plant security review"),
    "Training": ("onboarding programme", "user training", "support retainer", "process workshop"),
}
SCOPES = ("", "", "", "", " phase 2", " pilot", " extension", " renewal", " for two sites", " replacement")
LEAD_SOURCES = ("Referral", "Web", "Trade fair", "Partner", "Outbound")
TIMEFRAMES = ("This quarter", "Next quarter", "This year", "Unknown")
NEEDS = ("Must have", "Should have", "Good to have", "No need")
BUDGETS = ("May buy", "Can buy", "Will buy", "No committed budget")
RATINGS = ("Hot", "Warm", "Cold")
EMAIL_TOPICS = (
    "Proposal", "Pricing question", "Next steps", "Security questionnaire", "Draft contract", "Reference visit",
    "Requirements", "Timeline", "Budget approval", "Technical details", "Delivery terms", "Meeting notes",
)
MEETING_TOPICS = ("Kick-off", "Demo", "Requirements workshop", "Commercial review", "Steering committee", "Weekly sync")
CALL_TOPICS = ("Follow-up call", "Quick question", "Offer call", "Check-in", "Contract call")
TASK_TOPICS = ("Prepare offer", "Send references", "Update business case", "Plan site visit", "Check credit terms")
OTHER_TOPICS = ("Letter", "Chat message", "Portal message")
NURTURE_TOPICS = ("Season's greetings", "Invitation to our customer day", "How are things?", "Product news for you")
INTERNAL_TOPICS = ("Deal review", "Forecast call", "Handover", "Pricing approval")
CARE_TOPICS = ("How is it running?", "Invoice question", "Release notes for you", "Training dates", "Support request",
               "Your renewal", "One question about the service")  # fmt: skip
CARE_MEETINGS = ("Customer review", "Success check", "Training session")
CARE_TASKS = ("Prepare customer review", "Answer support request", "Prepare renewal")
