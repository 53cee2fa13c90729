"""What programs may do with the register: the operations of each of its parts."""

from luoshu.office.register.api import comparing, drafts, endings, exports, figures, keeping

parts = (
    keeping.own_operations,
    comparing.own_operations,
    endings.own_operations,
    keeping.operations,
    figures.operations,
    comparing.operations,
    endings.operations,
    exports.operations,
    drafts.operations,
)
