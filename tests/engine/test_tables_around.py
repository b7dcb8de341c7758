"""Tables as spreadsheets and people write them: titles, notes, totals, two rows of names, units, other spellings."""

from typing import Any

import numpy as np
import pytest

from app.engine import read_table
from app.engine.sampling.streams import Stream, generator
from app.engine.tables import ReadTable, Refused

BODY = "month,ads,sales\n" + "".join(f"{k},{10 + k},{1000 + 130 * k}\n" for k in range(1, 9))


def said(table: ReadTable) -> str:
    return "\n".join(table.assumptions)


@pytest.fixture(scope="module")
def plain() -> dict[str, Any]:
    return read_table(BODY).settings


ABOVE = {
    "a title": ("Sales report 2024\n", "'Sales report 2024'"),
    "a title and an empty line": ("Sales report 2024\n\n", "'Sales report 2024'"),
    "a title with commas": ("Sales report, 2024\n\n", "'Sales report, 2024'"),
    "a long title": ("Sales of north, south, east and west, 2024\n\n", "'Sales of north, south, east and west, 2024'"),
    "two titles": ("Sales report\nshop 3\n\n", "2 lines above the table are left out: 'Sales report', 'shop 3'"),
    "padded": ("Sales report,,\n,,\n", "'Sales report'"),
    "padded without an empty row": ("Sales report,,\n", "'Sales report'"),
    "comments": ("# exported 2024-05-01\n# by a logger\n", "'# exported 2024-05-01', '# by a logger'"),
    "quoted over two lines": ('"Sales\nreport"\n\n', "above the table"),
}


@pytest.mark.parametrize("kind", ABOVE)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_lines_above_the_names_are_left_out_and_said(kind: str, separator: str, plain: dict[str, Any]) -> None:
    above, words = ABOVE[kind]
    text = above + BODY
    table = read_table(
        text
        if separator == ","
        else (above if "," not in above else above.replace(",", separator)) + BODY.replace(",", separator)
    )
    assert table.settings == plain
    assert "above the table" in said(table)
    if separator == ",":
        assert words in said(table)


BELOW = {
    "a note after an empty line": ("\nSource: ledger\n", "'Source: ledger'"),
    "with commas": ("\nSource: ledger, 2024, shop 3, page 4\n", "'Source: ledger, 2024, shop 3, page 4'"),
    "several": ("\nSource: ledger, 2024\n* provisional, see there\n", "2 lines below the table are left out"),
    "at once": ("* provisional\n", "'* provisional'"),
    "padded": (",,\nSource: ledger,,\n", "'Source: ledger'"),
}


@pytest.mark.parametrize("kind", BELOW)
def test_notes_below_are_left_out_and_said(kind: str, plain: dict[str, Any]) -> None:
    below, words = BELOW[kind]
    table = read_table(BODY + below)
    assert table.settings == plain and words in said(table) and "below the table" in said(table)


@pytest.mark.parametrize("row", ["Total,116,12680", "SUM,116,12680", "Mean,14.5,1585", "Gesamt:,116,12680"])
def test_a_row_of_totals_is_no_row(row: str, plain: dict[str, Any]) -> None:
    table = read_table(f"{BODY}{row}\n\nSource: ledger\n")
    assert table.settings == plain
    assert f"The last row, {row.split(',')[0]!r}, sums up the others and is left out." in table.assumptions


def test_what_stands_around_can_be_kept() -> None:
    words = "name,x,y\n" + "".join(f"{'ab'[k % 2]},{k},{k * k}.5\n" for k in range(6)) + "total,15,58.0\n"
    assert len(read_table(words).settings["inputs"]) == 6
    assert len(read_table(words, around="keep").settings["inputs"]) == 7


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b,c\n1,2,3\n4,5,6\n7,8\n", "row 4: expected 3 columns, got 2"),
        ("a,b,c\n1,2,3\n4,5\n7,8,9\n", "row 3: expected 3 columns, got 2"),
        ("t\n\na,b,c\n1,2,3\n4,5,6\n7,8\n", "row 6: expected 3 columns, got 2"),
        ("t\n\na,b\n1,2\n3,x\n5,6\n7,8\n", "row 5, column 'b': expected a number, got 'x'"),
        ('a\tb\n1\t2\n"3" x,4,"5\n', "expected"),
    ],
    ids=range(5),
)
def test_broken_rows_are_refused_by_their_place_all_the_same(text: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        read_table(text)


def test_names_without_that_of_the_first_column_are_no_title() -> None:
    assert read_table("x,y\na,1,2\nb,2,4.5\nc,3,7\n").settings["feature_names"] == [
        "column 1=a",
        "column 1=b",
        "column 1=c",
        "x",
    ]
    assert read_table(",y\n1.5,2\n2,4.5\n4,7\n").settings["feature_names"] == ["column 1"]
    assert read_table("x,\n1.5,2\n2,4.5\n4,7\n").settings["target_names"] == ["column 2"]


UNITS_BELOW = "time,voltage,current\ns,V,mA\n" + "".join(f"{k}.5,{k * k},{3 * k}.1\n" for k in range(6))
GROUPS = "Maths,,Physics,\nmid,final,mid,final\n" + "".join(
    f"{50 + k},{52 + 2 * k},{40 - k},{41 + k}.5\n" for k in range(6)
)


def test_names_in_two_rows_are_joined_and_said() -> None:
    table = read_table(UNITS_BELOW)
    assert table.settings["feature_names"] == ["time (s)", "voltage (V)"]
    assert table.settings["target_names"] == ["current (mA)"] and len(table.settings["inputs"]) == 6
    groups = read_table(GROUPS)
    assert groups.settings["feature_names"] == ["Maths mid", "Maths final", "Physics mid"]
    assert "The names stand in two rows" in said(table) and "The names stand in two rows" in said(groups)
    lone = read_table("name,height\n,(cm)\na,170\nb,180\na,165.5\n")
    assert lone.settings["target_names"] == ["height (cm)"]
    with pytest.raises(Refused, match="row 2, column 'current'"):
        read_table(UNITS_BELOW, header="yes")
    assert read_table("a,b\nu,v\n1,2\n2,4.5\n", header="two").settings["target_names"] == ["b (v)"]


def test_an_odd_first_cell_is_no_second_row_of_names() -> None:
    with pytest.raises(Refused, match="row 2, column 'score': expected a number, got 'oops'"):
        read_table("name,score\nAnn,oops\nBob,12\nCy,15.5\nDi,9\nAnn,3\nBob,7\n")


@pytest.mark.parametrize(
    ("cells", "numbers", "unit"),
    [
        (["12 kg", "13.5 kg", "9 kg"], [12, 13.5, 9], "kg"),
        (["1.1m", "-2m", "3m"], [1.1, -2, 3], "m"),
        (["40 km/h", "1,200 km/h", "7 km/h"], [40, 1200, 7], "km/h"),
        (["20 °C", "−3 °C", "5"], [20, -3, 5], "°C"),
        (["7/10", "10/10", "4/10"], [7, 10, 4], "/10"),
        (["1 year", "2 years", "3 years"], [1, 2, 3], "year"),
        (["3 m2", "4 m2", ""], [3, 4], "m2"),
        (["(100)", "50", "($3)"], [-100, 50, -3], ""),
    ],
    ids=range(8),
)
def test_units_beside_numbers_are_passed_over_and_said(cells: list[str], numbers: list[float], unit: str) -> None:
    rows = "".join(f'"{cell}",{k}.5\n' for k, cell in enumerate(cells))
    table = read_table("x,y\n" + rows)
    assert [row[0] for row in table.settings["inputs"]] == numbers
    assert (
        (f"the unit {unit} beside its numbers" in said(table)) if unit else ("below 0 for its brackets" in said(table))
    )
    assert table.preview["rows"][0][0] == cells[0]


def test_units_of_several_kinds_are_no_numbers() -> None:
    table = read_table("x,y\n12 kg,1.5\n900 g,2.5\n12 kg,3.5\n900 g,4.5\n")
    assert table.settings["feature_names"] == ["x=12 kg", "x=900 g"]


def test_answers_that_are_none_are_missing_cells_among_numbers_alone() -> None:
    ages = ["14", "prefer not to say", "15", "unknown", "16", "14"]
    table = read_table("age,who,y\n" + "".join(f"{age},{'ab'[k % 2]},{k}.5\n" for k, age in enumerate(ages)))
    assert len(table.settings["inputs"]) == 4
    assert "'prefer not to say' in 1 cell is no number, and taken for a missing cell" in said(table)
    words = read_table("there,y\n" + "".join(f"{w},{k}.5\n" for k, w in enumerate(["present", "absent"] * 3)))
    assert words.settings["feature_names"] == ["there=absent", "there=present"]


def test_other_capitals_are_one_word_unless_they_may_mean_something() -> None:
    table = read_table(
        "likes,y\n" + "".join(f"{w},{k}.5\n" for k, w in enumerate(["yes", "Yes", "no", "yes", "NO", "no"]))
    )
    assert table.settings["feature_names"] == ["likes=no", "likes=yes"]
    assert "'Yes' is taken for 'yes'" in said(table) and "'NO' is taken for 'no'" in said(table)
    genes = read_table("gene,y\n" + "".join(f"{w},{k}.5\n" for k, w in enumerate(["AA", "Aa", "aa"] * 3)))
    assert len(genes.settings["feature_names"]) == 3


def test_words_that_are_all_different_are_names() -> None:
    text = "pupil,quiz,final\n" + "".join(f"Pupil {k},{k % 4},{50 + 3 * k}.5\n" for k in range(8))
    table = read_table(text)
    assert table.settings["feature_names"] == ["quiz"] and "8 different words in 8 rows" in said(table)


def test_dates_are_no_target() -> None:
    text = "x,finish\n" + "".join(f"{k},{50 + k}:10\n" for k in range(6))
    with pytest.raises(Refused, match="target: expected numbers or classes, got dates or times in 'finish'"):
        read_table(text)


def test_several_targets_are_numbers() -> None:
    text = "x,y,kind\n" + "".join(f"{k},{k}.5,{'ab'[k % 2]}\n" for k in range(6))
    with pytest.raises(Refused, match="target: expected numbers in each of several targets, got words in 'kind'"):
        read_table(text, target=["y", "kind"])
    assert "Several targets are a regression" in said(read_table(text, target=["x", "y"]))


RARE = "x,kind\n" + "".join(f"{k},{'rare' if k == 4 else 'ab'[k % 2]}\n" for k in range(24))


@pytest.mark.parametrize("seed", range(6))
def test_no_class_is_lost_from_the_rows_to_train_on(seed: int) -> None:
    table = read_table(RARE, test_fraction=0.5)
    samples = table.dataset.draw(generator(seed, Stream.DATA))
    assert samples.train == 12 and set(samples.targets[: samples.train]) == {0, 1, 2}
    singles = "x,kind\n" + "".join(f"{k},{'abcdefg'[min(k, 6)]}\n" for k in range(24))
    lone = read_table(singles, test_fraction=0.5).dataset.draw(generator(seed, Stream.DATA))
    assert len(np.unique(lone.targets[: lone.train])) == 7 and lone.train == 12


def test_a_class_without_rows_for_testing_is_said() -> None:
    assert "There is no row for testing of class 'rare'." in read_table(RARE).assumptions
    last = read_table("x,kind\n" + "".join(f"{k},{'ab'[k > 20]}\n" for k in range(24)), order="in_order")
    assert "There is no row to train on of class 'b'." in last.assumptions
    shuffled = read_table(RARE, order="shuffled")
    samples = shuffled.dataset.draw(generator(0, Stream.DATA))
    assert [line for line in shuffled.assumptions if "(with seed 0" in line] == [
        f"{gap} (with seed 0; another draws other rows)." for gap in samples.gaps()
    ]
    assert not [line for line in read_table(BODY).assumptions if "no row" in line]


@pytest.mark.parametrize("rows", [5001, 7120])
def test_of_too_many_rows_the_same_ones_are_drawn_in_their_order(rows: int) -> None:
    text = "x,y\n" + "".join(f"{k},{k / 2}\n" for k in range(rows))
    table = read_table(text)
    assert (
        f"5,000 of {rows:,} rows are taken, drawn at random: an experiment holds no more of them." in table.assumptions
    )
    taken = [row[0] for row in table.settings["inputs"]]
    assert taken == sorted(set(taken)) and len(taken) == 5000
    assert table.settings["targets"] == [value / 2 for value in taken]
    assert table.preview["row_count"] == rows
    assert read_table(text).settings == table.settings
    assert read_table("x,y\n" + "".join(f"{k},2.5\n" for k in range(5000))).preview["row_count"] == 5000


MARKDOWN = "| x | y |\n|---|:-:|\n| 1 | 2 |\n| 2 | 4.5 |\n| 3 | 7 |\n"
GRID = "+---+-----+\n| x | y   |\n+===+=====+\n| 1 | 2   |\n| 2 | 4.5 |\n| 3 | 7   |\n+---+-----+\n"


@pytest.mark.parametrize("text", [MARKDOWN, GRID], ids=["markdown", "grid"])
def test_bars_at_the_ends_and_rules_are_no_cells(text: str) -> None:
    table = read_table(text)
    assert table.settings["inputs"] == [[1], [2], [3]] and table.settings["targets"] == [2, 4.5, 7]
    assert table.settings["feature_names"] == ["x"] and table.settings["target_names"] == ["y"]
    assert "Its rows stand between bars; rules of dashes are left out." in table.assumptions


def test_rows_between_bars_keep_their_numbers() -> None:
    with pytest.raises(Refused, match="row 4, column 'x': expected a number, got 'two'"):
        read_table(MARKDOWN.replace("| 2 | 4", "| two | 4"), task="regression")


@pytest.mark.parametrize(
    "titles", ["Braking distances, physics class 10b\n", "Braking distances of four cars\n\n2024:\n"]
)
def test_titles_stand_above_columns_by_spaces(titles: str) -> None:
    rows = "".join(f"{5 * k}   {k * k / 4}\n" for k in range(1, 9))
    table = read_table(titles + "speed   distance\n" + rows)
    assert table.settings["feature_names"] == ["speed"] and len(table.settings["inputs"]) == 8
    assert any("above the table" in line for line in table.assumptions)


def test_names_by_spaces_that_lack_the_first_are_no_title() -> None:
    table = read_table("mpg weight\nMazda 21 2.62\nFiat 22 2.3\nHonda 30 1.6\nFord 15 3\n")
    assert table.settings["target_names"] == ["weight"] and "mpg" in table.settings["feature_names"]


def test_two_rows_of_names_need_two_rows() -> None:
    with pytest.raises(Refused, match="header: expected two rows of names, got 1 row in all"):
        read_table("a,b\n", header="two")


def test_a_second_long_row_is_named() -> None:
    with pytest.raises(Refused, match="row 3: expected 3 columns, got 4"):
        read_table("a,b\n1,2,3\n1,2,3,4\n")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b" " * 900_000, "expected a table, got no text"),
        (b"\t" * 900_000 + b"\n", "expected a table, got no text"),
        (b"b" + b"," * 200_000 + b"\n" + b"," * 200_000, "row 1: expected 2 to 1,000 columns, got 200,001"),
        (b"a b" * 300_000, "row 1: expected 2 to 1,000 columns, got 300,001"),
        (b"| --- " * 150_000, "row 1: expected 2 to 1,000 columns, got "),
        (b"a,b\n1,2\n" + b"," * 500_000, "row 3: expected 2 columns, got 500001"),
    ],
    ids=["spaces", "tabs", "commas", "words", "rules", "third row"],
)
def test_a_million_bytes_of_nonsense_are_refused_at_once(data: bytes, message: str) -> None:
    """Where time grew with the square of the bytes, these would take minutes, and hold up everybody."""
    with pytest.raises(Refused, match=message):
        read_table(data)


def test_dashes_for_missing_cells_are_no_rule() -> None:
    table = read_table("a|b\n1|2\n-|-\n3|5\n4|6\n")
    assert len(table.settings["inputs"]) == 3
    assert any("missing" in line or "left out" in line for line in table.assumptions)


def test_a_zero_byte_names_no_encoding() -> None:
    with pytest.raises(Refused, match="encoding: expected the name of an encoding"):
        read_table(b"a,b\n1,2\n3,4\n", encoding="\0")
