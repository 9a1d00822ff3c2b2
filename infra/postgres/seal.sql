-- Run once by a superuser, with psql and SEAL_OWNER_PASSWORD in the environment: the database of the seal of the log, best on another server than the log.
\set ON_ERROR_STOP on
\getenv owner_password SEAL_OWNER_PASSWORD
create role motcua_seal_owner login createrole password :'owner_password';
create database motcua_seal owner motcua_seal_owner;
revoke connect on database motcua_seal from public;
