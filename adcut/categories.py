"""What a stretch of an episode is, and what of it is cut by default."""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """What a paragraph or a read is (definitions: labeled/README.md)."""

    SPONSOR = "sponsor"
    CROSS_PROMO = "cross_promo"
    SELF_PROMO = "self_promo"
    INTERACTION = "interaction"
    CONTENT = "content"


#: Cut where nobody says otherwise: what others paid for, and what advertises other shows.
DEFAULT_CUT = frozenset({Category.SPONSOR, Category.CROSS_PROMO})

#: What may be cut on demand; content never is.
CUTTABLE = (Category.SPONSOR, Category.CROSS_PROMO, Category.SELF_PROMO, Category.INTERACTION)
