/** What is wrong with a file that was sent, in Vietnamese, by the English sentence. */
export const fileFaultsVi = {
  '“{1}”: the year {2} cannot be meant.': '“{1}”: năm {2} không hợp lý.',
  '“{1}”: there is no month {2}, the day comes first: {3}.': '“{1}”: không có tháng {2}. Ghi ngày trước, tháng sau: {3}.',
  '“{1}”: there is no month {2}.': '“{1}”: không có tháng {2}.',
  '“{1}”: month {2}/{3} has {4} days.': '“{1}”: tháng {2}/{3} chỉ có {4} ngày.',
  '“{1}”: write all four digits of the year, such as {2}/{3}/20{4}.': '“{1}”: ghi đủ bốn chữ số của năm, ví dụ {2}/{3}/20{4}.',
  '“{1}” is what a spreadsheet keeps for a day, perhaps {2}: format the cell as a day and save again.':
    '“{1}” là số mà bảng tính giữ thay cho ngày, có lẽ {2}: định dạng ô là ngày rồi lưu lại.',
  '“{1}” is no day: write it as 01/12/2026 or 2026-12-01.': '“{1}” không phải là ngày. Ghi như 01/12/2026 hoặc 2026-12-01.',
  '“{1}” is neither a code of 5 digits nor the name of a unit.': '“{1}” không phải mã 5 chữ số hay tên của một đơn vị.',
  '“{1}” is neither a code of 5 digits nor the name of a unit: perhaps “{2:or}” is meant.':
    '“{1}” không phải mã 5 chữ số hay tên của một đơn vị. Có lẽ là “{2}”.',
  'It must be without spaces.': 'không được có khoảng trắng.',
  'It is longer than {1} characters.': 'dài quá {1} ký tự.',
  '“{1}” is no position: write one of {2:position}.': '“{1}” không có. Ghi một trong: {2}.',
  'It may not hold {1:personalNumber}: everybody can read it.': 'không được chứa {1}: ai cũng đọc được.',
  'The line has {1} columns, the heading {2}: a value that holds a separator stands in quotation marks.':
    'Dòng có {1} cột, dòng tiêu đề có {2}: giá trị có dấu phân cách phải đặt trong ngoặc kép.',
  'Column {1} has a value and no heading.': 'Cột {1} có giá trị nhưng không có tiêu đề.',
  'It is needed.': 'chưa ghi.',
  '{1:fileColumn}: {2:sentence}': '{1}: {2}',
  'The file is empty.': 'Tệp không có gì.',
  'A file has {1} assignments at most: from this line on nothing was read.':
    'Một tệp có nhiều nhất {1} dòng phân công; từ dòng này trở đi chưa đọc.',
  'This line repeats line {1}.': 'Dòng này trùng với dòng {1}.',
  'The file holds no assignment.': 'Tệp không có dòng phân công nào.',
  'There are two columns “{1:fileColumn}”.': 'Cột “{1}” có hai lần.',
  'Column {1} “{2}” is not known: columns are officialId, unit, position, basis, from and, where needed, until; columns such as STT, Họ tên, Tên đơn vị, Ghi chú are passed over.':
    'Cột {1} “{2}” không nhận ra. Các cột: Mã cán bộ, Mã đơn vị, Vị trí, Căn cứ, Từ ngày, Đến ngày (Đến ngày không bắt buộc); các cột STT, Họ tên, Tên đơn vị, Ghi chú được bỏ qua.',
  'There is no column “{1:fileColumn}”.': 'Thiếu cột “{1}”.',
  'Column {1}: the quotation mark is not closed on this line.': 'Cột {1}: dấu ngoặc kép không được đóng trên dòng này.',
  'Column {1}: there is text after the closing quotation mark.': 'Cột {1}: còn chữ sau dấu ngoặc kép đóng.',
  'Column {1}: there is a quotation mark inside a value that does not stand in quotation marks.':
    'Cột {1}: dấu ngoặc kép ở giữa một giá trị không đặt trong ngoặc kép.',
  'In Excel choose Save as “CSV UTF-8” and send it again.': 'Trong Excel chọn Lưu thành (Save as) “CSV UTF-8” rồi gửi lại.',
  'The file is an Excel workbook (.xlsx), not CSV. {1:sentence}': 'Tệp là sổ Excel (.xlsx), không phải CSV. {1}',
  'The file is an old Excel workbook (.xls), not CSV. {1:sentence}': 'Tệp là sổ Excel cũ (.xls), không phải CSV. {1}',
  'The file is a PDF, not CSV. {1:sentence}': 'Tệp là PDF, không phải CSV. {1}',
  'The file has the mark of UTF-16 and cannot be read. {1:sentence}': 'Tệp có dấu của UTF-16 nhưng không đọc được. {1}',
  'This line is not UTF-8. In Excel choose Save as “CSV UTF-8” and send it again.':
    'Dòng này không phải UTF-8. Trong Excel chọn Lưu thành (Save as) “CSV UTF-8” rồi gửi lại.',
  'This line holds a control character (such as NUL).': 'Dòng này có ký tự điều khiển (như NUL).',
} as const;
