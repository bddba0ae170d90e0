#!/bin/sh
# At PostgreSQL's first start: the database with its owner, who migrates, and the plain login that Intake's roles use.
set -eu

# The first, second or third of user, password and database in the URL of a secret.
part() { sed -n "s#^postgres://\([^:]*\):\([^@]*\)@[^/]*/\(.*\)\$#\\$2#p" "/run/secrets/$1"; }

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  -v owner="$(part migration-database-url 1)" -v owner_password="$(part migration-database-url 2)" \
  -v login="$(part database-url 1)" -v login_password="$(part database-url 2)" \
  -v database="$(part database-url 3)" <<'SQL'
create role :"owner" login createrole password :'owner_password';
create role :"login" login password :'login_password';
create database :"database" owner :"owner";
revoke all on database :"database" from public;
grant connect on database :"database" to :"login";
SQL
