"""The pages that hubbot puts on a wiki, so that coordinators work in the wiki's own editor.

Templates with documentation and TemplateData, the codebook page, the help page, the
preload page and the report pages. Their texts stand in ``data/kit``; all names come from
the configuration, all parameters from the declarations in :mod:`hubbot.records`.
"""

from hubbot.kit.install import Installation
from hubbot.kit.pages import KitPage, kit_pages

__all__ = ["Installation", "KitPage", "kit_pages"]
