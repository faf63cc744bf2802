"""All rules, by id."""

from __future__ import annotations

from kleark.rules import (
    appearance_rules,
    contact_details,
    cross_row,
    dates_rules,
    digital_post_rules,
    file_rules,
    first_use,
    guessed_columns,
    ignored_columns,
    internal_error,
    inventory_comparison,
    kle_rules,
    links_rules,
    live_comparison,
    near_misses_rules,
    obligatory_topics,
    part_comparison,
    part_membership,
    personal_data,
    phone,
    self_service,
    table_rules,
    text,
    workbook_checks,
)
from kleark.rules.model import Rule, declared_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

# Named so that each is imported, and so declares its rules.
GROUPS = (
    file_rules,
    table_rules,
    ignored_columns,
    guessed_columns,
    workbook_checks,
    appearance_rules,
    text,
    kle_rules,
    dates_rules,
    phone,
    links_rules,
    digital_post_rules,
    self_service,
    contact_details,
    cross_row,
    obligatory_topics,
    personal_data,
    live_comparison,
    first_use,
    part_membership,
    part_comparison,
    near_misses_rules,
    inventory_comparison,
    internal_error,
)


def groups() -> tuple[ModuleType, ...]:
    """All groups of rules, those too that no configuration sheet needs, which wait until they are asked for."""
    from kleark.rules import (  # noqa: PLC0415
        case_template_exposure_rules,
        case_template_rules,
        inventory_file_rules,
        inventory_line_rules,
        inventory_table_rules,
        own_number_rules,
        responsibility_list_rules,
        responsibility_rules,
        watch_rules,
    )

    return (
        *GROUPS,
        inventory_file_rules,
        inventory_table_rules,
        inventory_line_rules,
        own_number_rules,
        watch_rules,
        case_template_rules,
        case_template_exposure_rules,
        responsibility_rules,
        responsibility_list_rules,
    )


def all_rules() -> dict[str, Rule]:
    """Every rule there is, by id, in the order of the ids."""
    groups()
    return declared_rules()


def get(rule_id: str) -> Rule:
    """The rule with this id. Raises KeyError where there is none."""
    declared = declared_rules()
    return declared[rule_id] if rule_id in declared else all_rules()[rule_id]
