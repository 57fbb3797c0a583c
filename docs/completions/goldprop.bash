# Completion for bash. It asks the program for its commands, options and cases, so that it never tells of others.

_goldprop() {
    local program=${COMP_WORDS[0]} command=${COMP_WORDS[1]} before=${COMP_WORDS[COMP_CWORD - 1]} word=${COMP_WORDS[COMP_CWORD]}
    local help words=
    COMPREPLY=()
    # What follows -- is somebody else's program, with words of its own.
    [[ " ${COMP_WORDS[*]:0:COMP_CWORD} " == *" -- "* ]] && return
    if ((COMP_CWORD == 1)); then
        words="$("$program" --help 2>/dev/null | sed -n 's/^  \([a-z]\{1,\}\)  .*/\1/p') --help --version"
    else
        help=$("$program" "$command" --help 2>/dev/null)
        if [[ $before == -f || $before == --format ]]; then
            words=$(sed -n '/--format /p' <<<"$help" | grep -owE 'text|json|tap|junit')
        elif [[ $word == -* ]]; then
            words=$(grep -oE '^ +(-[A-Za-z], )?--[a-z-]+' <<<"$help" | grep -oE -- '--[a-z-]+')
        elif [[ $before != -* && $help == *CASE* || $before == -c || $before == --case ]]; then
            words=$("$program" list 2>/dev/null | awk 'NR > 1 && NF { print $1 }')
        fi
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

# Where the program has no word to offer, files are.
complete -o bashdefault -o default -F _goldprop goldprop
