/** What rules say when they refuse, in Vietnamese, by the English sentence; `{1}` … are its figures and names. */
export const rulesVi = {
  // center
  'There is no unit {1}.': 'Không có đơn vị {1}.',
  'The city has no unit {1}.': 'Thành phố không có đơn vị {1}.',
  'Unit {1} has no Center.': 'Đơn vị {1} chưa có Trung tâm.',
  'The Center of {1} was established by {2}.': 'Trung tâm của {1} đã được thành lập theo {2}.',
  'The Center of {1} is open from {2} on.': 'Trung tâm của {1} mở cửa từ ngày {2}.',
  'The Center of {1} may not open on {2}: {3}': 'Trung tâm của {1} chưa được mở cửa vào ngày {2}: {3}',
  'The Center of {1} has no point {2}.': 'Trung tâm của {1} không có điểm {2}.',
  'The Center of {1} has or had a point {2}.': 'Trung tâm của {1} đã có điểm {2}.',
  'Point {1} closes or closed on {2}.': 'Điểm {1} đóng vào ngày {2}.',
  'Point {1} is not open on {2}.': 'Điểm {1} không mở vào ngày {2}.',
  'The Center of {1} would have no open point on {2}.': 'Trung tâm của {1} sẽ không còn điểm nào mở vào ngày {2}.',
  'On day {1} a shift ends at {2}, not after it begins at {3}.':
    'Ngày thứ {1} trong tuần có ca kết thúc lúc {2}, không sau lúc bắt đầu {3}.',
  'On day {1} the shifts {2}–{3} and {4}–{5} overlap.': 'Ngày thứ {1} trong tuần, hai ca {2}–{3} và {4}–{5} trùng nhau.',
  'The closure ends at {1}, not after it begins at {2}.': 'Lần đóng cửa kết thúc lúc {1}, không sau lúc bắt đầu {2}.',
  'The {1} is dated {2}, after today ({3}).': '{1} ghi ngày {2}, sau hôm nay ({3}).',
  'The {1} of {2} cannot take effect before it, on {3}.': '{1} ngày {2} không thể có hiệu lực trước đó, từ ngày {3}.',
  'The amended decision is older than the one in force, of {1}.':
    'Quyết định sửa đổi ban hành trước quyết định đang có hiệu lực, ngày {1}.',
  'The Center opens on {1}; it cannot come to exist later, on {2}.': 'Trung tâm mở cửa ngày {1}; không thể thành lập sau đó, ngày {2}.',
  'The decision on points is older than the one in force, of {1}.':
    'Quyết định về các điểm ban hành trước quyết định đang có hiệu lực, ngày {1}.',
  'Point {1} opens on {2}; it cannot close before, on {3}.': 'Điểm {1} mở ngày {2}; không thể đóng trước đó, ngày {3}.',
  'Hours were set from {1} on; earlier ones can no longer be set.':
    'Giờ làm việc đã được đặt từ ngày {1}; không đặt được cho ngày trước đó nữa.',
  'The need from {1} on is on record; an earlier one can no longer be stated.':
    'Nhu cầu từ ngày {1} đã ghi nhận; không khai được cho ngày trước đó nữa.',
  'The offer from {1} on is on record; an earlier one can no longer be limited.':
    'Danh mục tiếp nhận từ ngày {1} đã ghi nhận; không giới hạn được cho ngày trước đó nữa.',
  'A point is open since {1}.': 'Có điểm tiếp nhận mở từ ngày {1}.',
  'No reception-and-return point is open on {1}.': 'Không có điểm tiếp nhận và trả kết quả nào mở vào ngày {1}.',
  'A director serves since {1}.': 'Có giám đốc làm việc từ ngày {1}.',
  'No director serves on {1}.': 'Không có giám đốc làm việc vào ngày {1}.',
  'The director serving on {1} may not be one: the office held is {2}.':
    'Giám đốc làm việc ngày {1} không đủ điều kiện: chức vụ đang giữ là {2}.',
  'No receiving officer serves on {1}.': 'Không có cán bộ tiếp nhận làm việc vào ngày {1}.',
  'A receiving officer serves since {1}.': 'Có cán bộ tiếp nhận làm việc từ ngày {1}.',
  'No need for equipment has been stated.': 'Chưa khai nhu cầu thiết bị.',
  'All equipment that was stated as needed is there.': 'Đã đủ thiết bị theo nhu cầu đã khai.',
  'Still needed: {1}.': 'Còn thiếu: {1}.',
  // official
  'There is no official {1}.': 'Không có cán bộ {1}.',
  'Official {1} was registered before.': 'Cán bộ {1} đã được đăng ký.',
  'Official {1} is not {2} at {3} on {4}.': 'Cán bộ {1} không giữ vị trí {2} tại {3} vào ngày {4}.',
  'Official {1} has no assignment {2}.': 'Cán bộ {1} không có phân công {2}.',
  'Official {1} does not serve at {2} on {3}.': 'Cán bộ {1} không làm việc tại {2} vào ngày {3}.',
  'On {1} {2} stands in for official {3} at {4}.': 'Ngày {1}, {2} thay thế cán bộ {3} tại {4}.',
  'Official {1} cannot stand in for themselves.': 'Cán bộ {1} không thể thay thế cho chính mình.',
  'The official served at {1}: that unit too, or the city, has to assign.':
    'Cán bộ đã làm việc tại {1}: đơn vị đó, hoặc Thành phố, phải cùng phân công.',
  'The official serves at {1} from {2} to {3}.': 'Cán bộ làm việc tại {1} từ {2} đến {3}.',
  'The official serves at {1} until {2}.': 'Cán bộ làm việc tại {1} đến {2}.',
  'The official {1} there from {2} to {3}.': 'Cán bộ đã được phân công tại đó ({1}) từ {2} đến {3}.',
  'The assignment ends or ended after {1}.': 'Phân công kết thúc sau ngày {1}.',
  'The assignment begins on {1}; it cannot end after {2}.': 'Phân công bắt đầu ngày {1}; không thể kết thúc sau ngày {2}.',
  'The assignment runs until {1}; it cannot end later, after {2}.':
    'Phân công có hiệu lực đến ngày {1}; không thể kết thúc muộn hơn, sau ngày {2}.',
  'The last day, {1}, comes before the first, {2}.': 'Ngày cuối, {1}, trước ngày đầu, {2}.',
  'The office held from {1} on is on record; an earlier change can no longer be recorded.':
    'Chức vụ từ ngày {1} đã ghi nhận; không ghi được thay đổi trước đó nữa.',
  'The task groups from {1} on are on record; earlier ones can no longer be given.':
    'Nhóm việc từ ngày {1} đã ghi nhận; không giao được cho ngày trước đó nữa.',
  'No rule says who may be director on {1}.': 'Không có quy định ai được làm giám đốc vào ngày {1}.',
  'On {1} a {2} may not be director ({3}, from {4}).': 'Ngày {1}, chức vụ {2} không được làm giám đốc ({3}, từ ngày {4}).',
  'The sector {1} is named twice.': 'Lĩnh vực {1} được nêu hai lần.',
  'There is no sector “{1}”.': 'Không có lĩnh vực “{1}”.',
  'There is no sector “{1}”. Perhaps {2} is meant.': 'Không có lĩnh vực “{1}”. Có thể là {2}.',
  '{1} lines are wrong.': '{1} dòng bị lỗi.',
  '{1} of {2} lines are refused.': '{1} trong {2} dòng bị từ chối.',
  'Batch {1} holds other lines: give what you send an id of its own.': 'Đợt {1} có các dòng khác: hãy đặt mã khác cho tệp gửi lên.',
  'Attempt {1} of batch {2} is not under way.': 'Lần thực hiện {1} của đợt {2} không đang diễn ra.',
  'There is an official {1}: a spreadsheet may have dropped the zeros of {2}. Format the column as text; if {3} is meant, assign on its own.':
    'Đã có cán bộ {1}: bảng tính có thể đã bỏ số 0 của {2}. Định dạng cột là văn bản; nếu đúng là {3} thì phân công riêng.',
  // procedure and review
  'There is no procedure {1}.': 'Không có thủ tục {1}.',
  'The catalogue has no procedure {1}.': 'Danh mục không có thủ tục {1}.',
  'Procedure {1} is in the catalogue.': 'Thủ tục {1} đã có trong danh mục.',
  'Procedure {1} cannot succeed itself.': 'Thủ tục {1} không thể thay thế cho chính nó.',
  'Procedure {1} is retired from {2} on.': 'Thủ tục {1} bị bãi bỏ từ ngày {2}.',
  'Procedure {1} was retired on {2}.': 'Thủ tục {1} đã bị bãi bỏ ngày {2}.',
  'Version {1} of {2} applies from {3} on.': 'Phiên bản {1} của {2} áp dụng từ ngày {3}.',
  'No version of procedure {1} is in effect on {2}.': 'Không có phiên bản nào của thủ tục {1} có hiệu lực ngày {2}.',
  'The procedure has no published time limit.': 'Thủ tục chưa công bố thời hạn giải quyết.',
  'The time limit of the procedure has not been published.': 'Chưa công bố thời hạn giải quyết của thủ tục.',
  'Review {1} has no draft with a time limit.': 'Đợt rà soát {1} chưa có dự thảo nêu thời hạn.',
  'No time limit of procedure {1}, or of a part of it, has been published. Receive it with a time agreed with the citizen (`agreed`: at, reason), or refuse it in writing on a legal ground (Form 03): RefuseAtCounter at the counter, RefuseDossier after submission.':
    'Chưa công bố thời hạn của thủ tục {1} hoặc của một phần. Tiếp nhận với thời gian hẹn thỏa thuận với người dân (`agreed`: at, reason), hoặc từ chối bằng văn bản có căn cứ pháp lý (mẫu 03): RefuseAtCounter tại quầy, RefuseDossier sau khi nộp.',
  'Procedure {1} has a published time limit, by which the appointed time is computed: leave `agreed` out.':
    'Thủ tục {1} đã công bố thời hạn, thời gian hẹn trả được tính theo đó: bỏ `agreed`.',
  'Two parts are called {1}.': 'Có hai phần cùng tên {1}.',
  'With parts, only each part has a limit: leave verificationLimit and limitByChannel out.':
    'Thủ tục có các phần thì chỉ từng phần có thời hạn: bỏ verificationLimit và limitByChannel.',
  'The Center of {1} has not offered procedure {2} since {3}. Name a Center that offers it, or refuse the dossier in writing on a legal ground (Form 03).':
    'Trung tâm của {1} không tiếp nhận thủ tục {2} từ ngày {3}. Chọn Trung tâm có tiếp nhận, hoặc từ chối bằng văn bản có căn cứ pháp lý (mẫu 03).',
  'There is no review {1}.{2}.': 'Không có đợt rà soát {1}.{2}.',
  'There is no review {1}.': 'Không có đợt rà soát {1}.',
  'Review {1} was opened before.': 'Đợt rà soát {1} đã được mở.',
  'Review {1}.{2} is not over.': 'Đợt rà soát {1}.{2} chưa kết thúc.',
  'Review {1} is {2}; this takes one that is {3}.': 'Đợt rà soát {1} đang ở trạng thái {2}; việc này cần trạng thái {3}.',
  'For the sector {1} answers {2}, not {3}.': 'Lĩnh vực {1} do {2} phụ trách, không phải {3}.',
  'The checks stand in the way of {1}: {2}': 'Còn điểm chưa khớp, chưa thể {1}: {2}',
  'It is {1}: nothing can take effect on {2} any more.': 'Hôm nay là {1}: không thể có hiệu lực từ ngày {2} nữa.',
  'Step {1} ({2}): {3}': 'Bước {1} ({2}): {3}',
  'The steps take {1} working hours, the statutory limit is {2}.': 'Các bước mất {1} giờ làm việc, thời hạn theo quy định là {2}.',
  'Step {1} is “{2}” in the internal procedure and “{3}” in the electronic one.':
    'Bước {1} là “{2}” ở quy trình nội bộ, “{3}” ở quy trình điện tử.',
  'The electronic procedure has not been configured.': 'Chưa cấu hình quy trình điện tử.',
  'Nothing was recorded from the national portal’s catalogue for this code.':
    'Chưa ghi nhận dữ liệu của Cổng Dịch vụ công quốc gia cho mã này.',
  'The portal does not offer the procedure.': 'Cổng Dịch vụ công không cung cấp thủ tục này.',
  'The portal gives no time limit{1}.': 'Cổng Dịch vụ công không nêu thời hạn{1}.',
  'The limit{1} is longer than the portal promises: {2}, not {3}.': 'Thời hạn{1} dài hơn Cổng Dịch vụ công nêu: {2}, không phải {3}.',
  'The limit{1} is {2}; the portal says {3}.': 'Thời hạn{1} là {2}; Cổng Dịch vụ công nêu {3}.',
  'Only the portal lists “{1}”.': 'Chỉ Cổng Dịch vụ công có “{1}”.',
  'The portal’s {1} is “{2}”.': '{1} trên Cổng Dịch vụ công là “{2}”.',
  // notice and calendar
  'There is no notice {1}.': 'Không có thông báo {1}.',
  'Notice {1} neither failed nor is it uncertain; it is {2}.':
    'Thông báo {1} không bị lỗi và không phải chưa rõ kết quả; trạng thái là {2}.',
  'The calendar of {1} was published; amend it.': 'Lịch năm {1} đã công bố; hãy sửa đổi lịch đó.',
  'The calendar of {1} was not published.': 'Chưa công bố lịch năm {1}.',
  'The calendar of {1} has not been published.': 'Chưa công bố lịch năm {1}.',
  '{1} working days after the due time lie beyond the last published calendar{2}. Extend by fewer days, or have the next calendar published first.':
    '{1} ngày làm việc sau hạn giải quyết vượt quá lịch đã công bố cuối cùng{2}. Gia hạn ít ngày hơn, hoặc đề nghị công bố lịch kế tiếp trước.',
  ', that of {1}': ' (năm {1})',
  '{1} is no day of {2}.': '{1} không phải ngày của năm {2}.',
  '{1} is named twice.': '{1} được nêu hai lần.',
  '{1} is a weekday; only a Saturday or Sunday can make up for a day off.':
    '{1} là ngày thường; chỉ thứ Bảy hoặc Chủ nhật mới làm bù được.',
  'Closure {1} was lifted before, on another ground: {2}': 'Lần đóng cửa {1} đã được hủy bỏ với lý do khác: {2}',
  'The calendar of {1} has no closure {2}.': 'Lịch năm {1} không có lần đóng cửa {2}.',
} as const;
