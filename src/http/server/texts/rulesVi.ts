/** What rules say when they refuse, in Vietnamese, by the English sentence; `{1}` … are its figures and names. */
export const rulesVi = {
  // center
  'There is no unit {1}.': 'Không có đơn vị {1}.',
  'The city has no unit {1}.': 'Thành phố không có đơn vị {1}.',
  'Unit {1} has no Center.': 'Đơn vị {1} chưa có Trung tâm.',
  'The Center of {1} was established by {2}.': 'Trung tâm của {1} đã được thành lập theo {2}.',
  'The Center of {1} is open from {2} on.': 'Trung tâm của {1} mở cửa từ ngày {2}.',
  'The Center of {1} may not open on {2}: {3:sentence}': 'Trung tâm của {1} chưa được mở cửa vào ngày {2}: {3}',
  'The Center of {1} has no point {2}.': 'Trung tâm của {1} không có điểm {2}.',
  'The Center of {1} has or had a point {2}.': 'Trung tâm của {1} đã có điểm {2}.',
  'Point {1} closes or closed on {2}.': 'Điểm {1} đóng vào ngày {2}.',
  'Point {1} is not open on {2}.': 'Điểm {1} không mở vào ngày {2}.',
  'The Center of {1} would have no open point on {2}.': 'Trung tâm của {1} sẽ không còn điểm nào mở vào ngày {2}.',
  'On day {1} a shift ends at {2}, not after it begins at {3}.':
    'Ngày thứ {1} trong tuần có ca kết thúc lúc {2}, không sau lúc bắt đầu {3}.',
  'On day {1} the shifts {2}–{3} and {4}–{5} overlap.': 'Ngày thứ {1} trong tuần, hai ca {2}–{3} và {4}–{5} trùng nhau.',
  'The closure ends at {1}, not after it begins at {2}.': 'Lần đóng cửa kết thúc lúc {1}, không sau lúc bắt đầu {2}.',
  'The {1:document} is dated {2}, after today ({3}).': '{1} ghi ngày {2}, sau hôm nay ({3}).',
  'The {1:document} of {2} cannot take effect before it, on {3}.': '{1} ngày {2} không thể có hiệu lực trước đó, từ ngày {3}.',
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
  // official
  'There is no official {1}.': 'Không có cán bộ {1}.',
  'Official {1} was registered before.': 'Cán bộ {1} đã được đăng ký.',
  'Official {1} is not {2:position} at {3} on {4}.': 'Cán bộ {1} không giữ vị trí {2} tại {3} vào ngày {4}.',
  'Official {1} has no assignment {2}.': 'Cán bộ {1} không có phân công {2}.',
  'Official {1} does not serve at {2} on {3}.': 'Cán bộ {1} không làm việc tại {2} vào ngày {3}.',
  'On {1} {2} stands in for official {3} at {4}.': 'Ngày {1}, {2} thay thế cán bộ {3} tại {4}.',
  'Official {1} cannot stand in for themselves.': 'Cán bộ {1} không thể thay thế cho chính mình.',
  'The official served at {1}: that unit too, or the city, has to assign.':
    'Cán bộ đã làm việc tại {1}: đơn vị đó, hoặc Thành phố, phải cùng phân công.',
  'The official serves at {1} from {2} to {3:until}.': 'Cán bộ làm việc tại {1} từ {2} đến {3}.',
  'The official serves at {1} until {2:until}.': 'Cán bộ làm việc tại {1} đến {2}.',
  'The official is {1:position} there from {2} to {3:until}.': 'Cán bộ đã được phân công làm {1} tại đó từ {2} đến {3}.',
  'The official stands in for {1} as {2:position} there from {3} to {4:until}.':
    'Cán bộ đã được phân công thay thế {1} làm {2} tại đó từ {3} đến {4}.',
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
  'On {1} a {2:office} may not be director: from {3} on {4:office} may.':
    'Ngày {1}, {2} không được làm giám đốc: từ ngày {3} chỉ {4} được làm.',
  'The sector {1} is named twice.': 'Lĩnh vực {1} được nêu hai lần.',
  '{1} lines are wrong.': '{1} dòng bị lỗi.',
  '{1} of {2} lines are refused.': '{1} trong {2} dòng bị từ chối.',
  'Batch {1} holds other lines: give what you send an id of its own.': 'Đợt {1} có các dòng khác: hãy đặt mã khác cho tệp gửi lên.',
  'Attempt {1} of batch {2} is not under way.': 'Lần thực hiện {1} của đợt {2} không đang diễn ra.',
  'It has {1} digits, an identity number 12: a spreadsheet may have dropped zeros at its beginning.':
    'Mã có {1} chữ số, số định danh có 12: bảng tính có thể đã bỏ các số 0 ở đầu.',
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
  'Review {1} is {2:review}; this takes one that is {3:review}.': 'Đợt rà soát {1} đang ở trạng thái {2}; việc này cần trạng thái {3}.',
  'For the sector {1} answers no department by the settings, but {2}, not {3}.':
    'Cấu hình không giao lĩnh vực {1} cho sở nào, nên do {2} phụ trách, không phải {3}.',
  'For the sector {1} answers {2}, not {3}.': 'Lĩnh vực {1} do {2} phụ trách, không phải {3}.',
  'The checks stand in the way of {1:wanted}: {2:sentence}': 'Còn điểm chưa khớp, chưa thể {1}: {2}',
  'It is {1}: nothing can take effect on {2} any more.': 'Hôm nay là {1}: không thể có hiệu lực từ ngày {2} nữa.',
  // notice and calendar
  'There is no notice {1}.': 'Không có thông báo {1}.',
  'Notice {1} neither failed nor is it uncertain; it is {2:notice}.':
    'Thông báo {1} không bị lỗi và không phải chưa rõ kết quả; trạng thái là {2}.',
  'The calendar of {1} was published; amend it.': 'Lịch năm {1} đã công bố; hãy sửa đổi lịch đó.',
  'The calendar of {1} was not published.': 'Chưa công bố lịch năm {1}.',
  'The calendar of {1} has not been published.': 'Chưa công bố lịch năm {1}.',
  '{1} working days after the due time lie beyond the last published calendar. Extend by fewer days, or have the next calendar published first.':
    '{1} ngày làm việc sau hạn giải quyết vượt quá lịch đã công bố cuối cùng. Gia hạn ít ngày hơn, hoặc đề nghị công bố lịch kế tiếp trước.',
  '{1} working days after the due time lie beyond the last published calendar, that of {2}. Extend by fewer days, or have the next calendar published first.':
    '{1} ngày làm việc sau hạn giải quyết vượt quá lịch đã công bố cuối cùng, của năm {2}. Gia hạn ít ngày hơn, hoặc đề nghị công bố lịch kế tiếp trước.',
  '{1} is no day of {2}.': '{1} không phải ngày của năm {2}.',
  '{1} is named twice.': '{1} được nêu hai lần.',
  '{1} is a weekday; only a Saturday or Sunday can make up for a day off.':
    '{1} là ngày thường; chỉ thứ Bảy hoặc Chủ nhật mới làm bù được.',
  'Closure {1} was lifted before, on another ground: {2}': 'Lần đóng cửa {1} đã được hủy bỏ với lý do khác: {2}',
  'The calendar of {1} has no closure {2}.': 'Lịch năm {1} không có lần đóng cửa {2}.',
} as const;
