# Holds one server for the JVM that started this script, and outlives that JVM by what the cleaning takes.
# Arguments: the run directory, the seconds that the server gets for an orderly end, the server's command line.
#
# Standard input is a pipe from the JVM. A line on it starts the server. However the JVM ends, by kill -9 or by closing
# the pipe, the pipe ends with it: then the server is stopped and the run directory deleted.
# Standard output tells "started PID" and "ended STATUS".
run=$1 grace=$2
shift 2
trap '' HUP INT QUIT PIPE

exec 3<&0 </dev/null
while read -r _ <&3; do
  "$@" 3<&- >>"$run/stdout.log" 2>&1 &
  server=$!

  # Reads until the pipe ends; nothing is written to it while the server runs.
  (
    while read -r _ <&3; do :; done
    kill -CONT "$server"
    [ "$grace" -eq 0 ] || kill -TERM "$server"
    while [ "$grace" -gt 0 ] && kill -0 "$server"; do
      sleep 1
      grace=$((grace - 1))
    done
    kill -KILL "$server"
  ) >/dev/null 2>&1 &
  guard=$!

  echo "started $server"
  wait "$server"
  status=$?
  kill "$guard"
  wait "$guard"
  echo "ended $status"
done 2>/dev/null
rm -rf "$run"
