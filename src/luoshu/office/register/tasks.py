"""What the worker is given to do."""

from __future__ import annotations

from django_tasks import task

from luoshu.office.register.models import DraftTrial, Export, Import, Snapshot, Trial
from luoshu.office.register.working import carry_out, carry_out_other


@task()
def carry_on(kind: str, key: int) -> None:
    """Does one work, or carries it on."""
    from luoshu.office.register.actions.apply_import import apply_import
    from luoshu.office.register.actions.cut_snapshot import cut_snapshot
    from luoshu.office.register.actions.export_list import write_export
    from luoshu.office.register.actions.read_import import read_import
    from luoshu.office.register.actions.run_trial import run_trial
    from luoshu.office.register.actions.try_draft import try_draft
    from luoshu.office.register.actions.undo_import import undo_import

    match kind:
        case "import":
            steps = {Import.Stage.READ: read_import, Import.Stage.APPLY: apply_import, Import.Stage.UNDO: undo_import}
            carry_out(Import, key, lambda work, tell: steps[Import.Stage(work.stage)](work, tell))
        case "snapshot":
            carry_out(Snapshot, key, cut_snapshot)
        case "trial":
            carry_out(Trial, key, run_trial)
        case "draft-trial":
            carry_out(DraftTrial, key, try_draft)
        case "export":
            carry_out(Export, key, write_export)
        case _:
            carry_out_other(kind, key)
