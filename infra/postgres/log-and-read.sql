-- Run once by a superuser, with psql and OWNER_PASSWORD in the environment: the databases of the log and of the read models, and their owner.
-- The owner migrates (`npm run migrate`), which makes the roles the application logs in with; it is no superuser.
\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
create role motcua_owner login createrole password :'owner_password';
create database motcua_log owner motcua_owner;
create database motcua_read owner motcua_owner;
revoke connect on database motcua_log, motcua_read, postgres, template1 from public;
