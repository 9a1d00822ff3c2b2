-- Run once by a superuser, with psql and OWNER_PASSWORD in the environment: the database of the keys of personal data, best on a server of its own.
\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
create role motcua_keys_owner login createrole password :'owner_password';
create database motcua_keys owner motcua_keys_owner;
revoke connect on database motcua_keys, postgres, template1 from public;
