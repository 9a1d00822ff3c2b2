#!/usr/bin/env bash
# date-holidays 3.37.0, country VN.
#
# Guess: its public holidays are the eleven days on which Vietnam does not work (Labour Code 45/2019/QH14, Art. 112).
# Seen: seven. Tết has two days of five (its eve and its first day), National Day one of two; days swapped for Saturdays
# (as 2 January 2026 for the 10th) are not known, and no substitute is given for a holiday on a weekend. The dates of
# the lunar feasts are right, also in 2030, when Tết falls on another day than the Chinese new year.
# So what: a deadline counted with it ends up to four working days too early around Tết. Motcua counts with calendars that
# are published by command, each day with its ground.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --save-exact --no-audit --no-fund date-holidays@3.37.0 >/dev/null
cat >probe.mjs <<'JS'
import Holidays from 'date-holidays';
const vietnam = new Holidays('VN');
for (const year of [2026, 2030]) {
  const days = vietnam.getHolidays(year).filter(({ type }) => type === 'public');
  console.log(year, days.map(({ date, substitute }) => date.slice(5, 10) + (substitute ? ' substitute' : '')).join(' '));
}
JS
node probe.mjs | tee seen
diff - seen <<'SEEN'
2026 01-01 02-16 02-17 04-26 04-30 05-01 09-02
2030 01-01 02-01 02-02 04-12 04-30 05-01 09-02
SEEN
