# SPDX-License-Identifier: Apache-2.0
# Completion of muster for bash. Ids of scenarios and options are read from the post with a plain
# text search, so that a post with faults completes too.

_muster_ids() {
    # The ids under the list $1 of the post $2: of its file, or of every YAML file of its folder.
    local files=("$2")
    [ -d "$2" ] && files=("$2"/*.yaml)
    awk -v list="$1:" '
        FNR == 1 { inside = 0 }
        /^[a-z_]+:/ { inside = ($1 == list) }
        inside && match($0, /^ ? ?- *[{]? *id: *[A-Za-z0-9_-]+/) {
            text = substr($0, RSTART, RLENGTH)
            sub(/.*id: */, "", text)
            print text
        }' "${files[@]}" 2>/dev/null
}

_muster() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]} post=${COMP_WORDS[2]}
    local commands="check plan replan verify show diff contingency adopt standing depends"
    commands="$commands assess value review simulate since hindcast export picture"
    commands="$commands explain report new types airfield version help"
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "$commands --help --version" -- "$word")
        return
    fi
    case $before in
    --scenario)
        mapfile -t COMPREPLY < <(compgen -W "$(_muster_ids scenarios "$post")" -- "$word")
        return
        ;;
    --option)
        mapfile -t COMPREPLY < <(compgen -W "$(_muster_ids options "$post")" -- "$word")
        return
        ;;
    --by)
        mapfile -t COMPREPLY < <(compgen -W "vehicle site people time" -- "$word")
        return
        ;;
    --out | --svg | --keep | --cache)
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
        return
        ;;
    --set | --seed | --threads | --effort | --time-limit | --deadline | --step | --steps | \
        --at | --freeze | --gain | --replications | --confidence | --behind | --pairs | --as-of | \
        --from | --to | --half-life)
        return
        ;;
    esac
    local options=--help
    case $command in
    check) options="--set --as-of --help" ;;
    picture | explain) options="--as-of --json --help" ;;
    plan)
        options="--scenario --option --set --out --seed --threads --effort --time-limit"
        options="$options --deadline --as-of"
        options="$options --strict --json --help"
        ;;
    replan)
        options="--at --freeze --gain --keep-sent --as-of --set --out --seed --effort --time-limit"
        options="$options --strict --json --help"
        ;;
    review)
        options="--as-of --threads --seed --effort --no-losses --keep --fresh --json --help"
        ;;
    verify) options="--bound --as-of --help" ;;
    assess)
        options="--scenario --option --set --as-of --cache --replications --seed --threads --effort"
        options="$options --json --help"
        ;;
    value) options="--option --scenario --set --as-of --seed --threads --effort --json --help" ;;
    report) options="add --help" ;;
    adopt) options="--by --withdraw --as-of --help" ;;
    standing | depends) options="--as-of --json --help" ;;
    hindcast)
        options="--from --to --step --scenario --option --half-life --set --seed --threads --effort"
        options="$options --json --csv --help"
        ;;
    since)
        options="--as-of --answers --scenario --option --set --seed --threads --effort --json --help"
        ;;
    contingency)
        options="--scenario --option --set --as-of --pairs --out --seed --threads --effort --json"
        options="$options --help"
        ;;
    show) options="--by --help" ;;
    simulate)
        options="--scenario --option --set --effort --replications --seed --threads --confidence --behind"
        options="$options --svg --as-of --json --help"
        ;;
    export)
        options="--mps --scenario --option --deadline --step --steps --relax --set --as-of --out"
        options="$options --help"
        ;;
    help)
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word")
        return
        ;;
    types)
        options="--help $(muster types 2>/dev/null | awk 'NR > 1 { print $1 }')"
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
    case $command in
    check | plan | replan | verify | show | diff | contingency | adopt | standing | \
        depends | assess | value | review | simulate | since | hindcast | export | picture | explain | \
        report)
        if [[ $word != -* ]]; then
            local files
            mapfile -t files < <(compgen -f -- "$word")
            COMPREPLY=("${files[@]}")
        fi
        ;;
    esac
}

complete -o filenames -F _muster muster
