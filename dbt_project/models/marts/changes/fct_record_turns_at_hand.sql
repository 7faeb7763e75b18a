-- One row per record and turn that it owns, of the links at hand.

{{ turns_of_links(ref('fct_links_at_hand')) }}
