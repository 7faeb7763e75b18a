"""Places free text, such as the name of a deal, so that texts of alike words are near: TF-IDF, then 16 directions.

Words that stand in one deal only say nothing about any other. A text that is missing, or has no known word, is half a
distance away from every other, as the unknown level of a category is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

DIRECTIONS, MOST_WORDS, DECIMALS = 16, 2000, 9


@dataclass
class Texts:
    """``words`` with their inverse document frequency, and each word's place (``directions``: words x at most 16)."""

    words: list[str]
    idf: list[float]
    directions: list[list[float]]

    @classmethod
    def fit(cls, values: np.ndarray) -> Texts | None:
        """From the texts of won deals; None when they share fewer than two words."""
        known = [value for value in values if isinstance(value, str)]
        try:
            vectorizer = TfidfVectorizer(sublinear_tf=True, min_df=2, max_features=MOST_WORDS)
            weighed = vectorizer.fit_transform(known)
        except ValueError:  # no word stands in two texts
            return None
        words = vectorizer.get_feature_names_out().tolist()
        if len(words) < 2:
            return None
        places = TruncatedSVD(min(DIRECTIONS, len(words) - 1), random_state=0).fit(weighed).components_.T
        return cls(words, np.round(vectorizer.idf_, DECIMALS).tolist(), np.round(places, DECIMALS).tolist())

    @property
    def width(self) -> int:
        """Columns of an encoding: the directions, and whether there is any known word."""
        return len(self.directions[0]) + 1

    def transform(self, values: np.ndarray) -> np.ndarray:
        """Deals x ``width``; squared distances are 0 for equal directions, 1/2 for unrelated, 1 for opposite ones."""
        vectorizer = TfidfVectorizer(sublinear_tf=True, vocabulary=self.words)
        vectorizer.idf_ = np.array(self.idf)
        weighed = sp.csr_matrix(vectorizer.transform([value if isinstance(value, str) else "" for value in values]))
        places = weighed @ np.array(self.directions)
        length = np.sqrt((places**2).sum(axis=1, keepdims=True))
        known = length > 1e-9
        return np.hstack([np.where(known, places / np.where(known, length, 1.0), 0.0), known]) / 2
