"""Shell as commands: words, variables, loops; what bash makes of the same script is the measure."""

from __future__ import annotations

import shutil
import subprocess
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapterlint.sources.shell.commands import CALLS_AT_MOST, commands
from adapterlint.sources.shell.expansion import WAYS_AT_MOST

BASH = shutil.which("bash")
UNKNOWN = None


def words(script: str) -> list[list[str | None]]:
    """Return the commands that call `run`."""
    found = ([word.text for word in command] for command in commands(script))
    return [command[command.index("run") + 1 :] for command in found if "run" in command]


SCRIPTS = [
    "run a 'b c' \"d e\" f\\ g",
    "run a \\\n  --b=c \\\n  d",
    'X=1; Y="$X 2"; run $X ${X} "$Y" $Y \'$X\' "${X}y"',
    "export A=1 B=2\nrun $A$B",
    "run ${N:-5} ${M-6}",
    "for x in a b; do run $x; done",
    "for x in a b\ndo\n  for y in 1 2\n  do\n    run $x $y\n  done\ndone",
    'LIST=(a b)\nfor x in "${LIST[@]}"; do run "$x"; done',
    "ARGS='--a 1 --b'; run $ARGS 2",
    'ARGS=(--a 1 --b); run "${ARGS[@]}" 2',
    "LIST='a b'; for x in $LIST; do NAME=n-$x; run $NAME; done",
    "run a > /dev/null 2>&1; run b | cat; run c & wait",
    "if true; then run a; fi",
    "# run no\nrun a # run no\nrun a#b",
    "X=a && run $X || run b",
    'run "it\'s" \'say "hi"\' "a\\"b" ""',
    "run 'seq_bn[reduction_factor=8, leave_out=[1, 2]]|lora'",
    "A=1\nA=2\nrun $A",
    "LIST=(a b c)\nrun ${LIST[1]} ${LIST[0]}",
    "local_x=1; time run $local_x",
    "run {a: 1}",
    'f() { run "$1" $2 "$@"; }\nf a b',
    "function f {\n  local x=$1\n  run $x ${2:-5}\n}\nf a\nf b c",
    'f () \n{\n  if true; then run "$@" c; fi\n}\nX=z\nfor x in a b; do f $x --y $X; done\nrun d',
    'g() { run "$@"; }\nf() { g x "$@"; }\nf a; f',
    "f() { run $1; run a; }\nX=1\nf $X\nrun $X",
    "f() { run a; }; f; { run b; }",
    'X=b; LIST=(a $X); LIST+=(c "d"); run "${LIST[@]}"',
    "LIST=(a b); LIST+=(c d); run ${LIST[1]} ${LIST[3]}",
    "f() { X=$1; local Y=2; Z=3; }; X=1; Y=1; f 2 > /dev/null; run $X $Y $Z",
    "A=1; A=2 run $A; run $A; (A=3; run $A); run $A; echo | A=4; run $A; export A=5 | cat; run $A",
    "A=1; B=$A; A=2; run $B; declare -i A=3; run $A",
    "if false; then run a; A=1; else A=2; fi; run $A; true || run b; false && run c; run d",
    "if true; then A=1; else exit; fi; run $A; f() { run a; return 0; run b; }; f; exit 1; run c",
    "[ -n '' ] || { A=1; B=2; }; run $A $B; (exit 1); run a; cat >&2 <<EOF\nrun c $A\nEOF\nrun d",
    "case x in *) A=1;; esac; run $A; while false; do run a; done; { A=2; }; run $A",
    'A="--rf 6"; A+=" --s 7"; run $A; unset A; run ${A:-8}',
    'A=${1:-4}; B="${2-x $A}"; run $A "$B" ${3:-$A} ${5:-"$A"} ${5:-${B}} ${6:-\'a\'}',
    'R=16; P=5; A=$(( R * P / 100 )); run $A $((R+1)) "x$(($R % 5))" $(( -R / 3 )) $((2**3)) $(( (R - (2 + 1)) * 2 ))',
    "for r in 4 8; do a=$((r*2)); run --r=$r --a=$a; done; for ((i=0;i<1;i++)); do :; done",
    'run {0..3} --x={a,b} \'{1..2}\' "{1..2}" {08..10} {6..0..3}; X={1,2}; L=({0..2}); run $X "${L[@]}" ${L[1]}',
    'run $(seq 0 3) "$(seq -s, 1 3)"; N=2; for i in $(seq 1 $N); do run $i; done; for i in {1..2}; do run l$i; done',
    'L=(--a "b c" d\\ e); run "${L[@]}"; f() { run "$@" x; }; f "p q" r; for i in "${L[@]}"; do run "$i"; done',
    'L=($(seq 2)); run "${L[@]}"; L=(q v); J=$(IFS=,; echo "${L[*]}"); run "[$J]"',
    "declare -A M=([rte]=4 [mnli]='8'); for t in rte mnli; do run ${M[$t]} ${M[rte]}; done",
    'R=(4 8); A=(16 32); for i in 0 1; do run ${R[$i]} ${A[i]} "${A[$((1 - i))]}"; done; i=1; run ${R[i]} ${A[$i]}',
    "run \"$(seq -s ' ' 6 8)\" $(seq -s, 0 2) `seq 2` \"$(seq --separator=', ' 2)\"; L=\"$(seq -s ' ' 3)\"; run $L",
    'A=1,2,3,; run "${A%,}" "${A%%,*}" ${A#*,} ${A##*,2} ${A/,/-} ${A//,/ } ${A::-1} ${A:2} ${A:0:1}',
    'B=LoRA; run ${B,,} ${B^^} ${B,}; M=a/b.yaml; run ${M##*/} ${M%.yaml} ${M%/*} "${M%x}"',
    'L=(a b c); run ${#L[@]} "${!L[@]}"; for ((i=0; i<${#L[@]}; i++)); do run $i ${L[$i]} ${L[i]}; done',
    'IDS=""\nfor ((i = 0; i < 5; i++)); do\n  IDS+="$i,"\ndone\nrun --leave_out "${IDS%,}"',
    'N=2; for ((i=8; i>=N*2; i-=2)); do run $i; done; A=; for i in 1 2; do A="$i $A"; L+=(x$i); done; run $A',
    "for i in 1 2; do A+=$i; done | cat; run ${A:-none}; X=0; for s in 1 2; do X=$((X + s)); run $X; done; run $X",
    'for r in 4 8; do for a in x y; do if [ "$r" -eq 8 ] && [ "$a" = x ]; then continue; fi; run $r $a; done; done',
    "for r in 4 8; do for a in x y; do [[ $r == 8 && $a == x ]] && continue 2; run $r $a; done; done; run end",
    "for i in 1 2 3; do if ((i % 2 == 0)); then continue; fi; [ $i = 1 ] && X=a || X=b; run $i $X; done",
    "for i in 1 2; do for j in 1 2; do if [ $j = 2 ]; then break 2; fi; run $i $j; done; done; run end",
    'for t in mnli rte x; do\n case "$t" in\n mnli)\n X=1\n ;;\n r*|s) X=2;;\n *) X=3\n esac\n run $t $X\ndone',
    "if [ 1 -eq 2 ]; then run a; elif [ a = a ]; then run b; fi; ! [ a = b ] && run g; [ a = b ] || { run h; run i; }",
    "[ a = b ] && { run 1; run 2; } || run 3; [ a = b ] && (run 4; run 5); [ a = a ] && { run 6; }; run 7",
    "f() { for x in a b; do if [ $x = b ]; then return; fi; run $x; done; run no; }; f; case a in (b) run z;; esac",
    "if [[ a == a &&\n b == b ]]; then run 1; fi; for r in 4 8; do [[ $r == 8 || a ]] && [[ b == a ]] || run $r; done",
]


@pytest.mark.skipif(BASH is None, reason="bash is what the words are compared with")
@pytest.mark.parametrize("script", SCRIPTS)
def test_commands_are_those_of_bash(script):
    printing = 'run() { printf "%s\\0" "$@"; printf "\\1"; }\nwait() { :; }\n'
    # Output that a pipe or a file swallows is written to another descriptor.
    printing = printing.replace('"; }\nwait', '"; } >&3\nwait').replace('"$@";', '"$@" >&3;')
    done = subprocess.run(
        [str(BASH), "-c", f"exec 3>&1\n{printing}{script}"], capture_output=True, text=True, check=False
    )
    expected = [call.split("\0")[:-1] for call in done.stdout.split("\1")[:-1]]
    read = words(script)
    if script.endswith("|| run b"):  # of which only one runs
        read = read[:1]
    assert read == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("run $UNSET", [[UNKNOWN]]),
        ("f() { run $1 a; }", [[UNKNOWN, "a"]]),
        ("f() { shift; run $1; }\nf a b", [[UNKNOWN]]),
        ("f() { f $1; run $1; }\nf a", [["a"]]),
        ('run "$@" $1', [[UNKNOWN, UNKNOWN]]),
        ("run --x=$UNSET a", [[UNKNOWN, "a"]]),
        ("run $(date) `date` a", [[UNKNOWN, UNKNOWN, "a"]]),
        ('X=$(date); run "$X"', [[UNKNOWN]]),
        ("for x in *.txt $A; do run $x; done", [["*.txt"], [UNKNOWN]]),
        ("if $T; then X=1; else X=2; fi\nrun $X", [["1"], ["2"]]),
        ("run 'never closed", []),
        ("A=1; read A; run $A; A=2; printf -v A 3; run $A; A=3; ((A+=1)); run $A", [[UNKNOWN]] * 3),
        ("A=1; B=1; eval 'A=2'; run $A $B; . ./env.sh; run $A $B", [[UNKNOWN, "1"], [UNKNOWN, UNKNOWN]]),
        ('A=1; eval "$(conda shell.bash hook)"; run $A; eval "$__conda_setup"; run $A', [["1"], ["1"]]),
        ('A=1; eval `ssh-agent -s`; run $A; eval "$(make_options)"; run $A', [["1"], [UNKNOWN]]),
        ("[ $C ] && A=1 || A=2; run $A", [["1"], ["2"]]),
        ("A=1; case $C in x) A=2;; y|z) A=3;; esac; run $A", [["1"], ["2"], ["3"]]),
        ("A=1; while [ $C ]; do A=2; done; run $A", [["1"], ["2"]]),
        ("declare -A M=([a]=b [c]=d); run ${M[$X]}", [["b"], ["d"]]),
        ("A=a; for i in $B; do A+=b; done; run $A", [[UNKNOWN]]),
        ("for i in 1 2; do [ -f $i ] && continue; if [ $i = $X ]; then break; fi; run $i; done", [["1"], ["2"]]),
        ("A=${1:-x}; if [ $A = x ]; then run a; fi; case $A in x) run b;; y) run c;; esac", [["a"], ["b"], ["c"]]),
        ("X=$1; run $X $((X + 1)) $((1 / 0)) $((a ? 1 : 2)) $((08))", [[UNKNOWN] * 5]),
        ("#SBATCH --array=0-4:2%2\nA=(a b c d e)\nrun ${A[$SLURM_ARRAY_TASK_ID]}", [["a"], ["c"], ["e"]]),
        ("#SBATCH -a 1,3\nrun $((2 ** SLURM_ARRAY_TASK_ID))", [["2"], ["8"]]),
        ("A=(a b); run ${A[$X]}", [["a"], ["b"]]),
        ("A+=' b'; LIST=(a); LIST+=b; run $A ${LIST[0]}", [[UNKNOWN, UNKNOWN]]),
    ],
)
def test_what_is_not_known_is_no_word(script, expected):
    assert words(script) == expected or not expected


def test_places_are_those_of_the_text():
    script = 'RF=8\nrun "a b" --x=$RF $RF'
    (command,) = (one for one in commands(script) if one[0].text == "run")
    assert [script[word.start : word.end] for word in command] == ["run", '"a b"', "--x=$RF", "8"]


def test_loops_in_loops_are_bounded():
    loops = "".join(f"for x{n} in 1 2 3 4; do\n" for n in range(10))
    script = loops + "run " + " ".join(f"$x{n}" for n in range(10))
    assert len(words(script)) == WAYS_AT_MOST


def test_functions_that_call_functions_are_bounded():
    functions = "".join(f"f{n}() {{ f{n + 1}; f{n + 1}; }}\n" for n in range(40))
    assert 0 < len(words(functions + "f40() { run a; }\nf0")) < CALLS_AT_MOST


def test_a_variable_that_holds_itself_ends():
    assert words("PATH=$PATH:/x\nA=$B\nB=$A\nrun $A $PATH") == [[UNKNOWN, UNKNOWN]]


@given(st.text(alphabet="ab$(){}[]'\"\\`;&|<>\n #=-", max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text):
    for command in commands(text):
        for word in command:
            assert 0 <= word.start <= word.end <= len(text)


@pytest.mark.parametrize(
    "hostile",
    [
        '"' + "$(a" * 2000,
        "'" * 9999,
        "\\" * 9999,
        "$(" * 5000,
        "for x in a; do " * 3000,
        "((" * 9999,
        "A=1 && (B=2; " * 3000,
    ],
)
def test_hostile_text_costs_bounded_time(hostile):
    start = time.process_time()
    list(commands(hostile))
    assert time.process_time() - start < 5


def test_an_item_under_a_number_that_is_not_known_may_be_each():
    assert words("LIST=(a 'b c')\nrun ${LIST[$TASK]}") == [["a"], ["b", "c"]]
    assert words("run ${LIST[$TASK]}") == [[UNKNOWN]]
