"""Tables as text."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.datasets.csv_text import parse_csv
from app.engine.datasets.custom import Custom


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separator_and_line_ends_are_found(separator: str, end: str) -> None:
    lines = ["age,height,species", "1,2.5,cat", "3,-4e1,dog", "5,6,cat", ""]
    table = parse_csv(end.join(lines).replace(",", separator))
    assert table.inputs == [[1, 2.5], [3, -40], [5, 6]]
    assert (table.feature_names, table.targets) == (["age", "height"], [0, 1, 0])
    assert (table.class_names, table.task) == (["cat", "dog"], "classes")


def test_header_is_optional() -> None:
    table = parse_csv("1,2,0\n3,4,1\n5,6,0\n7,8,1")
    assert table.feature_names == ["x1", "x2"] and len(table.inputs) == 4


def test_quoted_cells_and_a_byte_order_mark() -> None:
    table = parse_csv('\ufeff"length, in mm",kind\n1,"a, b"\n2,c\n')
    assert table.feature_names == ["length, in mm"] and table.class_names == ["a, b", "c"]


def test_decimal_commas_where_semicolons_separate() -> None:
    table = parse_csv("x;y\n1,5;0,25\n2,5;1,75\n")
    assert table.inputs == [[1.5], [2.5]] and table.targets == [0.25, 1.75] and table.task == "regression"


@pytest.mark.parametrize(
    ("targets", "names"),
    [
        ([0, 1, 0, 1], ["0", "1"]),
        ([-1, 1, 1, -1], ["-1", "1"]),
        ([10, 2, 10, 2], ["2", "10"]),
        (["b", "a", "b", "1"], ["1", "a", "b"]),
        ([0.5, 1.5, 0.5, 1.5], None),
        ([2, 4, 6, 8], None),
    ],
)
def test_task_follows_from_the_targets(targets: list[object], names: list[str] | None) -> None:
    table = parse_csv("\n".join(f"{row},{target}" for row, target in enumerate(targets)))
    assert table.class_names == names
    assert table.task == ("regression" if names is None else "classes")


def test_task_can_be_said() -> None:
    text = "1,3\n2,4\n3,3\n4,4"
    assert parse_csv(text).targets == [0, 1, 0, 1]
    assert parse_csv(text, "regression").targets == [3, 4, 3, 4]
    assert parse_csv("1,0.5\n2,1.5", "classes").class_names == ["0.5", "1.5"]


def test_what_is_read_is_a_data_set() -> None:
    table = parse_csv("a,b,kind\n1,2,x\n3,4,y\n5,6,x")
    dataset = Custom.model_validate({"name": "custom", **table._asdict()})
    assert (dataset.classes, dataset.columns, dataset.training_samples) == (2, ("a", "b"), 3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a table, got no text"),
        ("\n \n", "expected a table, got no text"),
        ("age,kind\n1,a\n2,b\nabc,a", "row 4, column 'age': expected a number, got 'abc'"),
        ("age,kind\n1,a\n\n,b", "row 4, column 'age': expected a number, got nothing"),
        ("age,kind\n1,a\n2,", "row 3, column 'kind': expected a target, got nothing"),
        ("1,a\nx,b", "row 2, column 'x1': expected a number, got 'x'"),
        ("a,b,kind\n1,2,u\n1,v", "row 3: expected 3 columns, got 2"),
        ("a,kind\n1,u\nnan,v", "row 3, column 'a': expected a number from"),
        ("a,kind\n1,u\n1e7,v", "row 3, column 'a': expected a number from"),
        ("a,y\n1,0.5\n2,inf", "row 3, column 'y': expected a number from"),
        ("a,a,kind\n1,2,u\n1,3,v", "row 1: expected different names of columns, got 'a' twice"),
        ("1\n2\n3", "row 1: expected 2 to 65 columns .* got 1"),
        (",".join("1" * 66), "row 1: expected 2 to 65 columns .* got 66"),
        ("a,kind\n1,u", "expected 2 to 5,000 rows of data, got 1"),
        ("a,kind\n1,u\n2,u", "column 'kind': expected 2 to 20 classes, got 1"),
        ("\n".join(f"{i},name{i}" for i in range(21)), "column 'target': expected 2 to 20 classes, got 21"),
        ("1,2\n" * 5002, "rows of data, got more"),
        ('a,kind\n1,"u\n' + "x" * 200_000, "row 2: field larger"),
    ],
    ids=range(18),
)
def test_bad_tables_are_refused_by_row_and_column(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_csv(text)


def test_most_rows_without_a_header_are_the_limit() -> None:
    assert len(parse_csv("1,0\n2,1\n" * 2500).inputs) == 5000
    with pytest.raises(ValueError, match="2 to 5,000 rows of data, got 5,001"):
        parse_csv("1,0\n2,1\n" * 2500 + "3,1")


@pytest.mark.parametrize(
    ("targets", "names"),
    [
        (["1234567.1", "1234567.2"], ["1234567.1", "1234567.2"]),
        (["0.1234567", "0.1234568"], ["0.1234567", "0.1234568"]),
        (["12345678901234567890", "12345678901234567891"], ["12345678901234567890", "12345678901234567891"]),
        (["1", "1.0", "+1", "2e0"], ["1", "2"]),
        (["-0", "0.0", "5"], ["0", "5"]),
        (["1e-9999999999999999999999", "1"], ["0", "1"]),
        (["nan", "inf", "nan"], ["inf", "nan"]),
        (["x" * 60 + "a", "x" * 60 + "b", "x" * 60], ["x" * 60, "x" * 57 + "… 2", "x" * 57 + "… 3"]),
    ],
    ids=range(8),
)
def test_different_labels_are_different_classes(targets: list[str], names: list[str]) -> None:
    table = parse_csv("\n".join(f"{row},{target}" for row, target in enumerate(targets)), "classes")
    assert table.class_names == names
    assert Custom.model_validate({"name": "custom", **table._asdict()}).classes == len(names)


LABEL = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=90)


@given(labels=st.lists(LABEL, min_size=2, max_size=20, unique_by=str.strip), tail=st.sampled_from(["", "y" * 70]))
def test_any_text_is_a_label(labels: list[str], tail: str) -> None:
    """As many classes as different labels, whatever they are made of and however alike they begin."""
    labels = [f"a{label.strip()}b" for label in labels] + [f"{tail}{number}z" for number in range(20 - len(labels))]
    out = io.StringIO()
    csv.writer(out).writerows([number, label] for number, label in enumerate(labels))
    table = parse_csv(out.getvalue(), "classes")
    assert table.class_names is not None
    assert len(set(table.class_names)) == len(set(labels)) == len(set(table.targets))
    assert all(len(name) <= 60 for name in table.class_names)
    for label, target in zip(labels, table.targets, strict=True):
        assert len(label) > 60 or table.class_names[int(target)] == label
    Custom.model_validate({"name": "custom", **table._asdict()})


@given(names=st.lists(LABEL.map(lambda name: f"a{name}b".strip()), min_size=2, max_size=8, unique=True))
def test_any_text_is_a_column(names: list[str]) -> None:
    names = [*names, "c" * 70, "c" * 71]
    out = io.StringIO()
    csv.writer(out).writerows([[*names, "kind"], *[[*range(len(names)), kind] for kind in "uv"]])
    found = parse_csv(out.getvalue()).feature_names
    assert len(set(found)) == len(names)
    assert [name for name in found if len(name) < 60] == [name for name in names if len(name) < 60]
