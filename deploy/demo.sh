#!/usr/bin/env bash
# Three sites on this machine: an edit at a desk, a network that comes and goes, one view at head
# office. Installs what is missing, builds, starts Beijing, Anji and Hangzhou as three daemons on
# loopback ports, and tells the story with the commands that people use.
#
#   deploy/demo.sh                    the story, then the three sites stay until Ctrl-C
#   deploy/demo.sh --script quick     the same, but ends by itself, with exit code 0 if all was well
#   deploy/demo.sh --lang zh|en       in Chinese or in English; else by LANG
#   deploy/demo.sh --keep DIR         keep the three replicas in DIR, which must not exist yet
#   deploy/demo.sh --port 7421        the first port tried; busy ones are passed over
#
# With MOSO_BIN=DIR the programs are taken from DIR and nothing is built.
set -euo pipefail

language=en
case "${MOSO_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}}" in zh*) language=zh ;; esac
script=full keep='' port=7421
usage() { sed -n '2,13s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
while [ $# -gt 0 ]; do
    case "$1" in
        --script | --lang | --keep | --port)
            if [ $# -lt 2 ]; then
                echo "demo.sh: $1 needs a value (see --help)" >&2
                exit 64
            fi
            case "$1" in
                --script) script=$2 ;;
                --lang) language=$2 ;;
                --keep) keep=$2 ;;
                --port) port=$2 ;;
            esac
            shift 2
            ;;
        -h | --help)
            usage
            exit 0
            ;;
        *)
            echo "demo.sh: unknown argument '$1' (see --help)" >&2
            exit 64
            ;;
    esac
done
case "$script" in quick | full) ;; *) echo "demo.sh: --script is quick or full" >&2; exit 64 ;; esac
case "$language" in zh | en) ;; *) echo "demo.sh: --lang is zh or en" >&2; exit 64 ;; esac
case "$port" in '' | *[!0-9]*) echo "demo.sh: --port is a number" >&2; exit 64 ;; esac

. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
export MOSO_LANG=$language
unset MOSO_DATA MOSO_AUTHOR MOSO_CONFIG

# --- Speaking --------------------------------------------------------------------------------------

step_number=0
# A step: what happens, and why.
step() {
    step_number=$((step_number + 1))
    if [ "$language" = zh ]; then printf '\n== %d. %s\n' "$step_number" "$1"; else printf '\n== %d. %s\n' "$step_number" "$2"; fi
}
tell() { if [ "$language" = zh ]; then printf '   %s\n' "$1"; else printf '   %s\n' "$2"; fi; }
# Something that must hold did not.
broken() {
    if [ "$language" = zh ]; then complain "演示中断：$1"; else complain "The demo stopped: $2"; fi
    for site in "${started[@]:-}"; do
        [ -n "$site" ] || continue
        complain "--- $site:"
        tail -n 15 "$home/$site.log" >&2 || true
    done
    exit 1
}

# --- Clearing up -----------------------------------------------------------------------------------

started=()
declare -A daemon=() url=()
home=''
stop() {
    local site=$1 pid=${daemon[$1]:-}
    [ -n "$pid" ] || return 0
    unset "daemon[$site]"
    kill -TERM "$pid" 2>/dev/null || true
    # Ten seconds to finish an exchange; the log survives a kill as well.
    for _ in $(seq 100); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}
clear_up() {
    local site
    for site in "${!daemon[@]}"; do stop "$site"; done
    if [ -n "$home" ] && [ -z "$keep" ]; then rm -rf "$home"; fi
}
trap clear_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# --- Building --------------------------------------------------------------------------------------

if [ -n "${MOSO_BIN:-}" ]; then
    bin=$(cd -- "$MOSO_BIN" && pwd -P)
else
    step "准备：安装缺少的软件包并编译（第一次需要十来分钟，之后几秒）" \
        "Getting ready: what is missing is installed, moso is built (ten minutes or so the first time, then seconds)"
    prepare
    for product in moso mosod; do
        tell "编译 $product（优化版）" "building $product (release)"
        swift build -c release --product "$product"
    done
    mark_build_folder
    bin=$(swift build -c release --show-bin-path)
fi
for program in moso mosod; do
    if [ ! -x "$bin/$program" ]; then
        complain "demo.sh: there is no $bin/$program"
        exit 69
    fi
done

if [ -n "$keep" ]; then
    if [ -e "$keep" ]; then
        complain "demo.sh: $keep exists already; --keep wants a new directory"
        exit 73
    fi
    mkdir -p "$keep"
    home=$(cd -- "$keep" && pwd -P)
else
    home=$(mktemp -d "${TMPDIR:-/tmp}/moso-demo.XXXXXX")
fi

# --- Helpers of the story --------------------------------------------------------------------------

# moso at a site; what is said about the run goes to stderr and is shown.
at() {
    local site=$1
    shift
    "$bin/moso" "$@" --data "$home/$site"
}
# The same, printed first as one would type it.
show() {
    local site=$1 word line=''
    shift
    for word in "$@"; do
        case "$word" in *[!A-Za-z0-9_=./:@%+,-]*) line+=" '$word'" ;; *) line+=" $word" ;; esac
    done
    printf '\n   [%s] $ moso%s\n' "$site" "$line"
    at "$site" "$@" 2>&1 | sed 's/^/   /'
}
# A value out of a JSON document on stdin, by an expression of Python over `d`, its data.
pick() { python3 -c 'import json, sys
d = json.load(sys.stdin)["data"]
print('"$1"')'; }

# Ports that nobody uses, from the given one up.
free_ports() {
    python3 - "$1" "$2" <<'PY'
import socket, sys
first, count = int(sys.argv[1]), int(sys.argv[2])
found = []
for port in range(first, min(first + 2000, 65536)):
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            continue
    found.append(port)
    if len(found) == count:
        break
if len(found) < count:
    sys.exit("no free ports")
print(*found)
PY
}

# Starts a site's daemon and waits until it answers.
start() {
    local site=$1
    shift
    "$bin/mosod" --data "$home/$site" --listen "${url[$site]#http://}" "$@" >>"$home/$site.log" 2>&1 &
    daemon[$site]=$!
    case " ${started[*]:-} " in *" $site "*) ;; *) started+=("$site") ;; esac
    for _ in $(seq 150); do
        kill -0 "${daemon[$site]}" 2>/dev/null \
            || broken "$site 的守护进程没有启动" "the daemon of $site did not start"
        if python3 -c 'import sys, urllib.request as u
u.build_opener(u.ProxyHandler({})).open(sys.argv[1] + "/healthz", timeout=2).read()' \
            "${url[$site]}" 2>/dev/null; then
            return 0
        fi
        sleep 0.1
    done
    broken "$site 的守护进程没有应答" "the daemon of $site does not answer"
}

# Waits until a condition holds, for at most thirty seconds.
until_true() {
    for _ in $(seq 150); do
        if "$@" >/dev/null 2>&1; then return 0; fi
        sleep 0.2
    done
    return 1
}
holds() { at "$1" record show "$2" --json; }
# Ids of what the story is about: the rent that both ends changed, the seat that both gave away.
conflict() {
    at "$1" conflicts list --json | pick '[c["'"$3"'"] for c in d if (
    "'"$2"'" == "rent" and c["kind"] == "field" and c["record"]["id"] == "'"$tenancy"'"
    or "'"$2"'" == "seat" and c["kind"] == "rule" and c["rule"]["code"] == "X01"
    and any(r["id"] in "'"$assignments"'".split() for r in c["records"]))][0]'
}
has_conflict() { conflict "$1" "$2" id; }
no_conflict() { at "$1" conflicts list --json | pick 'len(d)' && ! has_conflict "$1" "$2"; }
assignments_of() {
    at "$1" record list seat_assignment --json \
        | pick '*[a["id"] for a in d if a["columns"]["seat"] == "'"$seat"'"]'
}
# The digest of one scope's records, as `moso verify` prints it.
digest() { at "$1" verify --json | pick '[e["sha256"] for e in d["digests"] if e["scope"] == "'"$2"'"][0]'; }
same_digest() {
    local one other
    one=$(digest "$1" "$3") && other=$(digest "$2" "$3") && [ "$one" = "$other" ]
}

# --- The story -------------------------------------------------------------------------------------

step "三个站点：北京（总部）、安吉、杭州，各有自己的副本和守护进程，只监听本机" \
    "Three sites: Beijing (the hub), Anji and Hangzhou, each with its own replica and daemon, on loopback only"
ports=$(free_ports "$port" 3) || broken "从 $port 起没有空闲端口" "no free ports from $port on"
read -r p1 p2 p3 <<<"$ports"
url=([beijing]=http://127.0.0.1:$p1 [anji]=http://127.0.0.1:$p2 [hangzhou]=http://127.0.0.1:$p3)
if [ "$p1 $p2 $p3" != "$port $((port + 1)) $((port + 2))" ]; then
    tell "有端口被占用，改用 $p1、$p2、$p3" "some ports are busy; using $p1, $p2 and $p3"
fi
show beijing init --site beijing --name 北京总部
show anji init --site anji --hub beijing --name 安吉分站
show hangzhou init --site hangzhou --hub beijing --name 杭州分站
show anji peers add "${url[beijing]}"
show hangzhou peers add "${url[beijing]}"
for site in beijing anji hangzhou; do
    start "$site"
    tell "$site 已启动：${url[$site]}" "$site runs: ${url[$site]}"
done

step "安吉导入原有的电子表格台账；有问题的行不导入，另存并写明原因" \
    "Anji imports the spreadsheet it kept so far; faulty rows stay out, in a file of their own, with the reason"
cp "$MOSO_ROOT/Tests/WorkflowsTests/Exchange/Fixtures/ledger-anji.csv" "$home/ledger-anji.csv"
# Refused rows (exit 65) are part of the story; anything else is not.
status=0
show anji import "$home/ledger-anji.csv" --author 李娜 || status=$?
case $status in 0 | 65) ;; *) broken "导入失败" "the import failed" ;; esac

at anji record list tenancy --json >"$home/tenancies.json"
read -r tenancy company tenancy2 company2 < <(pick \
    '*[w for t in [t for t in d if t["columns"]["rent_fen"]][:2] for w in (t["id"], t["columns"]["company"])]' \
    <"$home/tenancies.json")
at anji record add seat label=D-001 kind=fixed state=in-service --author 李娜 >/dev/null
seat=S-anji-D-001

step "守护进程自己把改动送到总部；安吉的数据只到安吉和总部，企业卡片到所有站点" \
    "The daemons send it to the hub by themselves; Anji's records go to Anji and the hub, the companies' cards to all sites"
until_true holds beijing "$seat" || broken "总部没有收到安吉的记录" "the hub did not receive Anji's records"
until_true holds hangzhou "$company" || broken "杭州没有收到企业卡片" "Hangzhou did not receive the companies"
show beijing record show "$tenancy"

step "安吉断网：它的守护进程不再交换。两地都照常工作，谁也不等谁" \
    "Anji is cut off: its daemon no longer exchanges. Both ends work on; nobody waits for anybody"
stop anji
start anji --no-sync
tell "同一份合同的租金：" "the rent of one tenancy, at both ends:"
show anji record edit "$tenancy" rent_fen=900 --author 李娜 --reason "困难减免半年"
show beijing record edit "$tenancy" rent_fen=1300 --author 周凯 --reason "2027 年价目表"
tell "同一个工位，给了两家企业：" "one seat, given to two companies:"
show anji record add seat_assignment "seat=$seat" "tenancy=$tenancy" "company=$company" \
    from_day=2027-01-01 to_day=2027-07-01 state=confirmed --author 李娜
show beijing record add seat_assignment site=anji "seat=$seat" "tenancy=$tenancy2" "company=$company2" \
    from_day=2027-03-01 to_day=2027-09-01 state=confirmed --author 周凯

step "安吉恢复联网" "Anji is back"
stop anji
start anji
until_true same_digest beijing anji site/anji || broken "两地没有一致" "the two did not come to agree"
assignments=$(assignments_of beijing)
for site in anji beijing; do
    has_conflict "$site" rent || broken "$site 没有列出租金冲突" "$site does not list the rent"
    has_conflict "$site" seat || broken "$site 没有列出工位冲突" "$site does not list the seat"
done >/dev/null

step "两处改得不一样，都没有丢。两地看到的编号相同，电话里就能说清" \
    "Both changes are kept and listed. Both ends print the same ids, so they can be settled on the telephone"
show anji conflicts list
show beijing conflicts list
for what in rent seat; do
    here=$(conflict anji $what id) there=$(conflict beijing $what id)
    if [ "$here" != "$there" ]; then broken "编号不同：$here、$there" "the ids differ: $here and $there"; fi
    tell "安吉和北京的编号相同：$(conflict anji $what short_id)" "the same id at Anji and at Beijing: $(conflict anji $what short_id)"
done
rent=$(conflict anji rent short_id)
show anji conflicts show "$rent"
show beijing conflicts show "$(conflict beijing seat short_id)"

step "总部裁定租金；裁定也是一次写入，会同步，会留档" \
    "Head office decides the rent; a decision is a write like any other: it is sent, and it is kept"
show beijing conflicts resolve "$rent" --take anji --reason "已核对纸质合同" --author 周凯
until_true no_conflict anji rent || broken "裁定没有到安吉" "the decision did not reach Anji"
show anji history "$tenancy"

step "证明三个副本一致：各自按日志重算，再比较共同部分的摘要" \
    "Proof that the replicas agree: each computes its rows anew from its log, then the digests of what they share are compared"
until_true same_digest beijing anji site/anji || broken "安吉与北京不一致" "Anji and Beijing differ"
until_true same_digest beijing anji common || broken "安吉与北京不一致" "Anji and Beijing differ"
until_true same_digest beijing hangzhou common || broken "杭州与北京不一致" "Hangzhou and Beijing differ"
for site in beijing anji hangzhou; do show "$site" verify; done
tell "一致：site/anji（北京、安吉）和 common（三地）的摘要相同" \
    "equal: the digests of site/anji (Beijing, Anji) and of common (all three)"

step "总部的汇总：待定的数字显示为范围" "Head office's one view: what is undecided shows as a range"
show beijing overview

printf '\n'
tell "网页：${url[beijing]}/" "The page: ${url[beijing]}/"
tell "三个副本：$home" "The three replicas: $home"
if [ "$script" = quick ]; then
    tell "演示完成。" "The demo is done; everything was as it should be."
    exit 0
fi
tell "三个站点继续运行。试试：" "The three sites run on. Try:"
printf '       %s/moso --data %s/anji record list tenancy\n' "$bin" "$home"
printf "       sqlite3 %s/anji/replica.db \"UPDATE seat SET kind='hot' WHERE id='%s'\"\n" "$home" "$seat"
tell "按 Ctrl-C 结束。" "Ctrl-C ends them."
# From here on an interrupt is the way to end, not a failure.
trap 'printf "\n"; exit 0' INT
while sleep 1; do
    for site in beijing anji hangzhou; do
        kill -0 "${daemon[$site]}" 2>/dev/null || broken "$site 的守护进程停了" "the daemon of $site ended"
    done
done
