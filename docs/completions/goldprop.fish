# Completion for fish. It asks the program for its commands, options and cases, so that it never tells of others.

function __goldprop_words
    commandline --tokenize --cut-at-cursor --current-process
end

function __goldprop_commands
    set -l program (__goldprop_words)[1]
    $program --help 2>/dev/null | string replace -f -r '^  ([a-z]+)  +(.*)' '$1\t$2'
end

function __goldprop_options
    set -l words (__goldprop_words)
    $words[1] $words[2] --help 2>/dev/null | string replace -f -r '^ +(?:-[A-Za-z], )?(--[a-z-]+)[A-Z ]*  +(.*)' '$1\t$2'
end

function __goldprop_formats
    set -l words (__goldprop_words)
    $words[1] $words[2] --help 2>/dev/null | string match -r -- '--format .*' | string match -a -r '\b(?:text|json|tap|junit)\b'
end

function __goldprop_cases
    set -l words (__goldprop_words)
    $words[1] $words[2] --help 2>/dev/null | string match -q -r CASE
    and $words[1] list 2>/dev/null | string replace -f -r '^([a-z0-9-]+) +\d.*' '$1'
end

# What follows -- is somebody else's program, with words of its own.
function __goldprop_is_ours
    set -l words (__goldprop_words)
    test (count $words) -ge 2; and not contains -- -- $words[2..]
end

complete -c goldprop -n 'test (count (__goldprop_words)) -eq 1' -f -a '(__goldprop_commands)'
complete -c goldprop -n 'test (count (__goldprop_words)) -eq 1' -f -l help
complete -c goldprop -n 'test (count (__goldprop_words)) -eq 1' -f -l version
complete -c goldprop -n '__goldprop_is_ours; and not string match -q -r -- "^(-f|--format)\$" (__goldprop_words)[-1]' -a '(__goldprop_cases)'
complete -c goldprop -n '__goldprop_is_ours; and string match -q -- "-*" (commandline --current-token)' -a '(__goldprop_options)'
complete -c goldprop -n '__goldprop_is_ours; and string match -q -r -- "^(-f|--format)\$" (__goldprop_words)[-1]' -f -a '(__goldprop_formats)'
