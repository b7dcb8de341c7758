"""Tables that somebody brings: the forms in which they are written, and what is made of them."""

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import predict, read_table
from app.engine.tables import ReadTable, Refused

CASES = Path(__file__).parents[1] / "tables"


def case(name: str, **choices: Any) -> ReadTable:
    return read_table(CASES / name, **choices)


def said(table: ReadTable) -> str:
    return "\n".join(table.assumptions)


def trained(table: ReadTable, rows: list[list[Any]], **network: Any) -> Any:
    return predict({"problem": {"kind": "network", "dataset": table.settings, **network}}, rows)


def line(table: ReadTable) -> tuple[float, float]:
    """Slope and intercept of what a network without a hidden layer learns by default."""
    (low,), (high,) = trained(table, [[0], [1]], hidden=[])["outputs"]
    return high - low, low


def test_the_defaults_give_the_least_squares_line() -> None:
    table = case("salary.csv")
    assert line(table) == pytest.approx((9490.38867085, 25892.57229072), abs=1e-7)
    assert line(case("large_numbers.csv")) == pytest.approx((817.30769231, -383076.92307692), rel=1e-9)
    errors = trained(table, [[0]], hidden=[])["errors"]
    assert errors["train"]["mean_squared_error"] == pytest.approx(34849060.352, abs=1e-3)


def test_a_hidden_layer_does_better_than_the_line() -> None:
    table = case("salary.csv")
    experiment = {"problem": {"kind": "network", "dataset": table.settings}, "steps": 2000}
    answer = predict(experiment, [[1.3], [5], [10]])
    assert answer["errors"]["train"]["mean_squared_error"] < 34e6
    assert len({round(value) for (value,) in answer["outputs"]}) == 3


def test_whole_numbers_are_a_quantity_or_classes_as_the_reader_says() -> None:
    table = case("grades_semicolon.csv")
    assert table.settings["targets"] == [5, 6, 7, 8] * 3 and table.preview["task"] == "regression"
    assert "look like a quantity: a regression" in said(table) and "semicolons" in said(table)
    classes = case("grades_semicolon.csv", task="classes")
    assert classes.settings["class_names"] == ["5", "6", "7", "8"] and classes.settings["target_scaling"] == "none"


def test_missing_cells_are_dropped_filled_or_refused() -> None:
    table = case("question_marks.csv")
    assert table.settings["inputs"] == [[18, 8, 130], [21.5, 6, 95]]
    assert "1 of 3 rows with a missing cell is left out: hp (1)." in table.assumptions
    filled = case("question_marks.csv", missing="mean").dataset
    assert filled.draw(np.random.default_rng(0)).inputs[1, 2] == (130 + 95) / 2
    with pytest.raises(Refused, match="row 3, column 'hp': expected a value, got a missing cell"):
        case("question_marks.csv", missing="refuse")
    assert len(case("question_marks.csv", leave_out="hp").settings["inputs"]) == 3


@pytest.mark.parametrize("mark", ["", "?", "NA", "N/A", "NaN", "nan", "-", "null", "#N/A", "<NA>"])
def test_every_usual_mark_is_a_missing_cell(mark: str) -> None:
    table = read_table(f"a,b\n1,2\n{mark},3\n4,5.5\n")
    assert table.settings["inputs"] == [[1], [4]] and "1 of 3 rows" in said(table)


def test_words_become_inputs_that_keep_their_names() -> None:
    table = case("text_columns.csv")
    assert table.settings["feature_names"] == ["bill", "sex=Female", "sex=Male", "day=Sat", "day=Sun"]
    assert table.settings["inputs"][0] == [16.99, 1, 0, 0, 1]
    assert table.settings["table_columns"][2] == {"name": "day", "categories": ["Sat", "Sun"]}
    short = case("text_columns.csv", leave_out="day")
    assert short.settings["feature_names"] == ["bill", "sex=Female", "sex=Male"]
    rows = trained(table, [[16.99, "Female", "Sun"], [16.99, "Male", "Sun"]])["outputs"]
    assert rows[0] != rows[1]
    with pytest.raises(ValueError, match="expected one of Sat, Sun for 'day', got 'Mon'"):
        trained(table, [[1, "Male", "Mon"]])


def test_too_many_categories_are_refused_with_their_count() -> None:
    text = "a,b,y\n" + "".join(f"{i},w{i % 25},{i / 2}\n" for i in range(100))
    with pytest.raises(Refused, match="column 'b': expected at most 20 different words, got 25") as caught:
        read_table(text)
    assert caught.value.table is not None and caught.value.choice == "leave_out"
    assert [column["name"] for column in caught.value.table["preview"]["columns"]] == ["a", "b", "y"]
    assert read_table(text, leave_out="b").settings["feature_names"] == ["a"]
    names = "name,x,y\n" + "".join(f"w{i},{i % 7},{i / 2}\n" for i in range(100))
    assert "'name' is left out: it holds names: 100 different words in 100 rows." in said(read_table(names))
    with pytest.raises(Refused, match="got 100"):
        read_table(names, columns=["name", "x"])


def test_any_column_may_be_the_target() -> None:
    table = case("target_first.csv", target="weight")
    assert table.settings["targets"] == [242, 290, 340] and table.settings["target_names"] == ["weight"]
    assert table.settings["feature_names"] == ["length", "height"]
    assert "'height', the last column, is predicted from weight, length." in case("target_first.csv").assumptions
    assert case("target_first.csv", target="1").settings == table.settings
    with pytest.raises(Refused, match="target: expected a column, one of weight, length, height; got 'width'"):
        case("target_first.csv", target="width")


def test_several_targets_are_rows_of_numbers() -> None:
    table = case("target_first.csv", target=["weight", "height"])
    assert table.settings["targets"] == [[242, 11.5], [290, 12.5], [340, 12.4]]
    assert table.settings["target_names"] == ["weight", "height"]


def test_columns_by_spaces_without_a_header() -> None:
    table = case("columns_by_spaces.txt")
    assert table.settings["inputs"][1] == [0.0273, 0, 7.07, 0] and table.settings["targets"] == [24, 21.6, 34.7]
    assert "There is no row of names" in said(table) and "separated by spaces" in said(table)


def test_thousands_are_numbers_and_what_is_in_doubt_is_said() -> None:
    table = case("thousands_separators.csv")
    assert table.settings["targets"] == [399900, 329900, 369000, 410500]
    assert "'399,900' is read as 399900, with a decimal point; it could also be read the other way" in said(table)
    assert case("thousands_separators.csv", decimal=",").settings["targets"] == [399.9, 329.9, 369, 410.5]


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1,5", "2,25"], [1.5, 2.25]),
        (["1.234,5", "2"], [1234.5, 2]),
        (["1.234.567", "2"], [1234567, 2]),
        (["1,234,567.25", "2"], [1234567.25, 2]),
        (["1 234,5", "2"], [1234.5, 2]),
        (["1'234.5", "2"], [1234.5, 2]),
        (["−3", "+4e2"], [-3, 400]),
        (["$1,200.50", "-$3.00"], [1200.5, -3]),
        (["12 %", "3.5%"], [12, 3.5]),
        (["12,50 €", "3,00 €"], [12.5, 3]),
        (["1e-3", ".5"], [0.001, 0.5]),
        (["1.25e12", "2"], [1.25e12, 2]),
    ],
)
def test_numbers_as_people_write_them(cells: list[str], numbers: list[float]) -> None:
    table = read_table("x;y\n" + "".join(f"{cell};{i}.5\n" for i, cell in enumerate(cells)))
    assert [row[0] for row in table.settings["inputs"]] == numbers


def test_index_columns_are_left_out_and_can_be_put_back() -> None:
    table = case("index_column.csv")
    assert table.settings["feature_names"] == ["x", "y"] and table.settings["class_names"] == ["a", "b"]
    assert "Column 'column 1' is left out: it only counts the rows." in table.assumptions
    assert case("index_column.csv", columns="column 1,x,y").settings["inputs"][2] == [2, 0.5, 0.9]
    for name in ("Id", "PassengerId", "index", "No."):
        assert read_table(f"{name},x,y\n1,5,1.5\n2,7,2.5\n3,5,9.5").settings["feature_names"] == ["x"]
    assert read_table("grid,x,y\n1,5,1.5\n2,7,2.5\n3,5,9.5").settings["feature_names"] == ["grid", "x"]


def test_what_is_of_no_use_is_left_out_and_said() -> None:
    text = "when,same,gap,x,y\n2024-01-05,7,,1,1.5\n2024-01-06,7,,2,2.5\n2024-01-07,7,,4,1.5\n"
    table = read_table(text)
    assert table.settings["feature_names"] == ["x"]
    for reason in (
        "'when' is left out: it holds dates",
        "'same' is left out: every cell is",
        "'gap' is left out: every",
    ):
        assert reason in said(table)


ENCODED = [
    ("utf-8", "", ""), ("utf-8-sig", "mark of UTF-8", ""), ("utf-16", "mark of UTF-16", ""),
    ("utf-16-le", "UTF-16", ""), ("utf-16-be", "UTF-16", ""), ("windows-1252", "Windows-1252", ""),
    ("latin-1", "read as latin-1", "latin-1"), ("utf-32", "UTF-32", ""), ("cp1251", "read as cp1251", "cp1251"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "words", "told"), ENCODED)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_are_found_said_and_changeable(encoding: str, words: str, told: str, end: str) -> None:
    name = "длина" if encoding == "cp1251" else "größe"
    data = end.join([f"{name},art", "1,a", "2.5,b", "3,a", ""]).encode(encoding)
    table = read_table(data, encoding=told or None)
    assert table.settings["feature_names"] == [name] and table.settings["inputs"] == [[1], [2.5], [3]]
    assert words in said(table)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", " "])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separator_and_line_ends_are_found(separator: str, end: str) -> None:
    lines = ["age,height,species", "1,2.5,cat", "3,-4e1,dog", "5,6,cat", ""]
    settings = read_table(end.join(lines).replace(",", separator)).settings
    assert settings["inputs"] == [[1, 2.5], [3, -40], [5, 6]]
    assert (settings["feature_names"], settings["targets"]) == (["age", "height"], [0, 1, 0])


def test_the_line_that_says_the_separator_is_no_row() -> None:
    table = read_table("sep=;\r\na;b\r\n1,5;2\r\n2,5;3,5\r\n")
    assert table.settings["inputs"] == [[1.5], [2.5]] and "first line says" in said(table)
    with pytest.raises(Refused, match="row 4: expected 2 columns, got 3"):
        read_table("sep=;\na;b\n1;2\n1;2;3\n")


def test_quotes_hold_separators_quotes_and_line_ends() -> None:
    table = read_table('\ufeff"length, in mm",kind\n1,"a\nb"\n2,"c ""d"""\n3,"a\nb"\n')
    assert table.settings["feature_names"] == ["length, in mm"] and table.settings["class_names"] == ["a\nb", 'c "d"']


def test_names_of_rows_as_r_writes_them() -> None:
    table = read_table('"x","y"\n"1",5,1.5\n"2",7,2.5\n"3",5,9.5\n')
    assert (table.settings["feature_names"], table.settings["inputs"]) == (["x"], [[5], [7], [5]])
    assert read_table("x,y\n1,2.5,\n2,3.5,\n").settings["feature_names"] == ["x"]


def test_decimal_commas_in_columns_by_spaces() -> None:
    assert read_table("1,5 2,5\n3,25 4\n5 6,5\n").settings["inputs"] == [[1.5], [3.25], [5]]


def test_a_header_may_be_said() -> None:
    assert read_table("2019,2020\n1,2.5\n3,4.5").settings["feature_names"] == ["x1"]
    assert read_table("2019,2020\n1,2.5\n3,4.5", header="yes").settings["feature_names"] == ["2019"]
    assert "words alone" in said(read_table("sky,play\nsunny,no\nrain,yes\nsunny,no"))


@pytest.mark.parametrize(
    ("targets", "names"),
    [
        ([0, 1, 0, 1], ["0", "1"]),
        ([-1, 1, 1, -1], ["-1", "1"]),
        ([10, 2, 10, 2], ["2", "10"]),
        ([1, 2, 3, 3, 2, 1], ["1", "2", "3"]),
        (["b", "a", "b", "c1"], ["a", "b", "c1"]),
        ([0.5, 1.5, 0.5, 1.5], None),
        ([5, 6, 7, 7, 6, 5], None),
        ([2, 4, 6, 8], None),
    ],
)
def test_task_follows_from_the_targets(targets: list[object], names: list[str] | None) -> None:
    table = read_table("\n".join(f"{row},{target}" for row, target in enumerate(targets)))
    assert table.settings["class_names"] == names
    assert table.settings["task"] == ("regression" if names is None else "classes")


def test_rows_for_testing_are_of_every_class_alike() -> None:
    few, many = (read_table("x,y\n" + "".join(f"{i},{i % 2}\n" for i in range(n))) for n in (20, 40))
    assert few.settings["test_fraction"] == 0 and many.settings["test_fraction"] == 0.2
    samples = many.dataset.draw(np.random.default_rng(1))
    assert samples.train == 32 and sorted(samples.targets[32:]) == [0] * 4 + [1] * 4
    last = read_table("x,y\n" + "".join(f"{i},{i}.5\n" for i in range(40)), order="in_order")
    assert last.dataset.draw(np.random.default_rng(1)).inputs[32:, 0].tolist() == list(range(32, 40))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a table, got no text"),
        ("\n \n", "expected a table, got no text"),
        ("age,kind\n1,a\n2,b\nabc,a", "row 4, column 'age': expected a number, got 'abc'"),
        ("a,b,kind\n1,2,u\n1,v", "row 3: expected 3 columns, got 2"),
        ("a,b\n1,2\n3,4\n1,2,3", "row 4: expected 2 columns, got 3"),
        ("a,kind\n1,u\n1e31,v", "row 3, column 'a': expected a number from"),
        ("a,y\n1,0.5\n2,inf\n3,1.5", "row 3, column 'y': expected a number, got 'inf'"),
        ("1\n2\n3", "row 1: expected 2 to 1,000 columns.* got 1"),
        ("a,kind\n1,u", "column 'kind': expected 2 to 20 classes, got 1"),
        ("a,kind\n1,u\n2,u", "column 'kind': expected 2 to 20 classes, got 1"),
        ("\n".join(f"{i},name{i}" for i in range(21)), "column 'target': expected 2 to 20 classes, got 21"),
        ("a,b\n", "expected"),
        (",".join("1234567890" * 7) + "\n" + ",".join("2345678901" * 7), "expected at most 64 inputs, got 69"),
        ("a,b\n1,\n,2\n", "expected a row at least without missing cells, got none"),
        ("PK\0\0", "a spreadsheet's own format"),
        ("a,b\n7,1\n7,2\n", "expected at least one input beside what is predicted, got none"),
    ],
    ids=range(16),
)
def test_bad_tables_are_refused_by_row_and_column(text: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        read_table(text)


@pytest.mark.parametrize(
    ("targets", "names"),
    [
        (["1234567.1", "1234567.2"], ["1234567.1", "1234567.2"]),
        (["0.1234567", "0.1234568"], ["0.1234567", "0.1234568"]),
        (["12345678901234567890", "12345678901234567891"], ["12345678901234567890", "12345678901234567891"]),
        (["1", "1.0", "+1", "2e0"], ["1", "2"]),
        (["-0", "0.0", "5"], ["0", "5"]),
        (["x" * 60 + "a", "x" * 60 + "b", "x" * 60], ["x" * 60, "x" * 57 + "… 2", "x" * 57 + "… 3"]),
    ],
    ids=range(6),
)
def test_different_labels_are_different_classes(targets: list[str], names: list[str]) -> None:
    table = read_table("\n".join(f"{row},{target}" for row, target in enumerate(targets)), task="classes")
    assert sorted(table.settings["class_names"]) == sorted(names) and table.dataset.classes == len(names)


LABEL = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=90)


@given(labels=st.lists(LABEL, min_size=2, max_size=20, unique_by=str.strip), tail=st.sampled_from(["", "y" * 70]))
@settings(max_examples=30, deadline=None)
def test_any_text_is_a_label(labels: list[str], tail: str) -> None:
    """As many classes as different labels, whatever they are made of and however alike they begin."""
    labels = [f"a{label.strip()}b" for label in labels] + [f"{tail}{number}z" for number in range(20 - len(labels))]
    out = io.StringIO()
    csv.writer(out).writerows([["x", "kind"], *([f"{number}.5", label] for number, label in enumerate(labels))])
    found = read_table(out.getvalue(), task="classes", separator=",").settings
    assert len(set(found["class_names"])) == len(set(labels)) == len(set(found["targets"]))
    for label, target in zip(labels, found["targets"], strict=True):
        assert len(label) > 60 or found["class_names"][int(target)] == label


NUMBER = st.floats(-1e12, 1e12) | st.integers(-(10**9), 10**9).map(float) | st.just(float("nan"))
WORD = st.text(st.characters(categories=["L", "N", "P"]), max_size=8)
CELLS = st.sampled_from(["numbers", "words"])


@st.composite
def frames(draw: st.DrawFn) -> pandas.DataFrame:
    rows = draw(st.integers(2, 12))
    kinds = draw(st.lists(CELLS, min_size=2, max_size=4))
    values = {"numbers": NUMBER, "words": WORD}
    columns = [draw(st.lists(values[kind], min_size=rows, max_size=rows)) for kind in kinds]
    return pandas.DataFrame({f"c{number} {WORD}"[:3]: column for number, column in enumerate(columns)})


@given(
    frame=frames(), sep=st.sampled_from([",", ";", "\t"]), encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
)
@settings(max_examples=80, deadline=None)
def test_whatever_pandas_writes_is_read_or_refused_with_a_reason(
    frame: pandas.DataFrame, sep: str, encoding: str
) -> None:
    """The text and the frame itself give the same; numbers come back to the last bit; a refusal says why."""
    data = frame.to_csv(sep=sep, index=False).encode(encoding)
    results = []
    for source in (data, frame):
        chosen = (
            {"separator": sep, "decimal": ".", "header": "yes", "around": "keep"}
            if source is data
            else {"decimal": "."}
        )
        try:
            results.append(read_table(source, **chosen))
        except Refused as refused:
            assert str(refused)
            results.append(None)
    written, framed = results
    assert (written is None) == (framed is None)
    if written is None or framed is None:
        return
    assert written.settings == framed.settings
    written.dataset.draw(np.random.default_rng(0))
    inputs = np.array(written.settings["inputs"])
    for place, name in enumerate(written.settings["feature_names"]):
        if name in frame.columns and frame[name].dtype == float:
            kept = frame[name].dropna().tolist()
            assert set(inputs[:, place]) <= set(kept)


def test_arrays_and_columns_by_name() -> None:
    rows = np.array([[1.5, 2, 10], [3, 4, 20.5]])
    table = read_table(rows)
    assert table.settings["inputs"] == [[1.5, 2], [3, 4]] and table.settings["targets"] == [10, 20.5]
    named = read_table({"size": [1, 2, 4], "kind": ["a", "b", "a"], "price": [1.5, None, 3]}, target="price")
    assert named.settings["feature_names"] == ["size", "kind=a"] or named.settings["targets"] == [1.5, 3]


@pytest.mark.parametrize("fill", ["mean", "median"])
def test_gaps_are_filled_from_the_training_rows_alone(fill: str) -> None:
    text = "x,y\n" + "".join(f"{'' if i == 3 else i},{i}.5\n" for i in range(30))
    samples = read_table(text, missing=fill, order="in_order").dataset.draw(np.random.default_rng(0))
    known = [i for i in range(24) if i != 3]
    assert samples.inputs[3, 0] == getattr(np, fill)(known) and not np.isnan(samples.inputs).any()


@pytest.mark.parametrize(("header", "inputs"), [("yes", 1), (True, 1), ("no", 2), (False, 2), ("none", 2)])
def test_a_header_is_said_in_any_of_the_usual_ways(header: Any, inputs: int) -> None:
    assert len(read_table("2019,2020\n1,2.5\n" + "3,4.5\n" * (inputs == 1), header=header).settings["inputs"]) == 2


def test_several_targets_are_learned_and_answered_in_their_own_units() -> None:
    table = case("target_first.csv", target=["weight", "height"])
    answer = trained(table, [[30.0], [31.2]], hidden=[])
    assert answer["target"] == "weight, height"
    assert all(200 < weight < 350 and 11 < height < 13 for weight, height in answer["outputs"])
