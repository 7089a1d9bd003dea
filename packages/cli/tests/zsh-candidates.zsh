# Prints what zsh offers at the end of each command line: first the line between < and >, then each candidate between > and <.
# Usage: zsh -f zsh-candidates.zsh SCRIPT LINE...
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PROMPT= RPROMPT=; unset zle_bracketed_paste; autoload -Uz compinit; compinit -u -D'
zpty -w shell "source ${(q)1}"
# with one of the flags O, A and D the completion system looks matches up, and offers nothing
zpty -w shell '
compadd() {
  local -a matches
  if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
    builtin compadd -A matches "$@"
    (( $#matches )) && print -rl -- ">"$^matches"<"
  fi
  builtin compadd "$@"
}
complete-and-clear() { zle complete-word; print -r -- END; zle kill-whole-line }
zle -C complete-word complete-word _main_complete
zle -N complete-and-clear
bindkey "^I" complete-and-clear
print READY'
zpty -r shell output '*READY*READY*'
for line in "${@:2}"; do
  print -r -- "<$line>"
  zpty -w -n shell "$line"$'\t'
  while zpty -r shell output; do
    print -r -- $output
    [[ $output == *END* ]] && break
  done
done
