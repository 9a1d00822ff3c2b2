#!/bin/sh
# Says that a backup of the log or of the keys is complete, where a node exporter reads it (its folder of text files).
# Usage, after each backup that has succeeded: sh infra/backups/record.sh log|keys [folder]
set -eu
case "${1:-}" in
  log | keys) ;;
  *)
    echo "usage: $0 log|keys [folder of the node exporter's text files]" >&2
    exit 2
    ;;
esac
folder=${2:-$(dirname "$0")}
new=$(mktemp "$folder/.motcua-backup-XXXXXX")
cat > "$new" << EOF
# HELP motcua_backup_completed_timestamp_seconds When the last backup was complete, in seconds since 1970.
# TYPE motcua_backup_completed_timestamp_seconds gauge
motcua_backup_completed_timestamp_seconds{of="$1"} $(date +%s)
EOF
chmod 644 "$new"
mv "$new" "$folder/motcua-backup-$1.prom"
