#!/usr/bin/env bash
# n2words 4.0.0 (vi-VN) and read-vietnamese-number 2.3.1: amounts in words, as a fee receipt has them.
#
# Guess: both write every amount as a bank or a receipt does.
# Seen: n2words leaves out hundreds of value nought within a larger number ("một nghìn lẻ năm" for 1,005, "một triệu năm
# mươi nghìn" for 1,050,000); read-vietnamese-number says them ("một nghìn không trăm lẻ năm", "một triệu không trăm năm
# mươi nghìn"). Spoken, "một triệu năm" is 1,500,000: on a receipt a left-out "không trăm" invites the other reading.
# They also differ in lesser matters: tỷ and tỉ, and the latter adds “đơn vị” where no unit is set. Both say "lẻ" where others say "linh".
# So what: the words on a receipt have to be tested with amounts that have noughts inside, whatever library writes them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --save-exact --no-audit --no-fund n2words@4.0.0 read-vietnamese-number@2.3.1 >/dev/null
cat >probe.mjs <<'JS'
import { toCardinal } from 'n2words/vi-VN';
import { doReadNumber, ReadingConfig } from 'read-vietnamese-number';
for (const dong of [105, 1005, 1_050_000, 1_000_005, 20_000_000_000])
  console.log(`${dong}: ${toCardinal(dong)} | ${doReadNumber(String(dong), new ReadingConfig())}`);
JS
node probe.mjs | tee seen
diff - seen <<'SEEN'
105: một trăm lẻ năm | một trăm lẻ năm đơn vị
1005: một nghìn lẻ năm | một nghìn không trăm lẻ năm đơn vị
1050000: một triệu năm mươi nghìn | một triệu không trăm năm mươi nghìn đơn vị
1000005: một triệu lẻ năm | một triệu không trăm lẻ năm đơn vị
20000000000: hai mươi tỷ | hai mươi tỉ đơn vị
SEEN
