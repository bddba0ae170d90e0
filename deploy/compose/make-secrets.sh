#!/bin/sh
# Makes the secrets that docker-compose.yml gives to its containers. What is there already stays as it is.
set -eu
folder="$(dirname "$0")/secrets"

# Letters and digits only: they stand in URLs.
password() { od -An -v -tx1 -N24 /dev/urandom | tr -d ' \n'; }

# Whole or not at all. Readable inside a container, whoever its user is; outside the folder keeps everybody else away.
make() {
  [ -e "$folder/$1" ] && return
  printf '%s' "$2" >"$folder/.$1"
  chmod 444 "$folder/.$1"
  mv "$folder/.$1" "$folder/$1"
}

umask 077
mkdir -p "$folder"
make postgres-password "$(password)"
make migration-database-url "postgres://intake_owner:$(password)@postgres:5432/intake"
make database-url "postgres://intake_login:$(password)@postgres:5432/intake"
make admin-key "$(password)"
make encryption-key "$(head -c 32 /dev/urandom | base64)"
echo "The secrets are in $folder: keep a copy of encryption-key where the backups of the database are not."
