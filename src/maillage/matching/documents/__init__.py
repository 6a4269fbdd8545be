"""PDF documents made of a frozen answer's content: the answer, the agreement, the candidacy, the declarations."""

from maillage.matching.documents.typesetting import typeset

__all__ = ["typeset"]
