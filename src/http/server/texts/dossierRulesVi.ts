/** What the rules about dossiers say when they refuse, in Vietnamese, by the English sentence. */
export const dossierRulesVi = {
  'There is no dossier {1}.': 'Không có hồ sơ {1}.',
  'There is a dossier {1}.': 'Đã có hồ sơ {1}.',
  'Dossier {1} has not been received.': 'Hồ sơ {1} chưa được tiếp nhận.',
  'Dossier {1} was received before.': 'Hồ sơ {1} đã được tiếp nhận.',
  'No hand-over of {1} waits for acceptance.': 'Không có lần chuyển nào của hồ sơ {1} đang chờ nhận.',
  'The dossier was handed over by the desk of {1}.': 'Hồ sơ do bộ phận tiếp nhận của {1} chuyển.',
  'The dossier was handed over by official {1} of {2}.': 'Hồ sơ do cán bộ {1} của {2} chuyển.',
  'Line {1} has {2} letters; at most {3} are taken.': 'Dòng {1} có {2} ký tự; nhiều nhất {3}.',
  'There is a batch {1}: give this one an id of its own.': 'Đã có đợt {1}: hãy đặt cho đợt này một mã riêng.',
  'The batch is done for unit {1}.': 'Đợt này làm cho đơn vị {1}.',
  'There is no batch {1}.': 'Không có đợt {1}.',
  'Dossier {1} has ended: {2:dossier}.': 'Hồ sơ {1} đã kết thúc: {2}.',
  'Dossier {1} has not ended: it is {2:dossier}.': 'Hồ sơ {1} chưa kết thúc: {2}.',
  'Dossier {1} has not ended.': 'Hồ sơ {1} chưa kết thúc.',
  'Dossier {1} has no result yet.': 'Hồ sơ {1} chưa có kết quả.',
  'Dossier {1} has a result.': 'Hồ sơ {1} đã có kết quả.',
  'Dossier {1} has a result and was not archived.': 'Hồ sơ {1} đã có kết quả và chưa được lưu trữ.',
  'Dossier {1} was archived before.': 'Hồ sơ {1} đã được lưu trữ.',
  'Code {1} of the portal belongs to dossier {2}.': 'Mã {1} trên Cổng đã gắn với hồ sơ {2}.',
  'The dossier has a result: its head corrects what is on record.': 'Hồ sơ đã có kết quả: lãnh đạo Trung tâm đính chính nội dung đã ghi.',
  'Dossier {1} was archived.': 'Hồ sơ {1} đã được lưu trữ.',
  'Name at least one field of owner, submitter, request or components.':
    'Nêu ít nhất một trường của owner, submitter, request hoặc components.',
  'No submitter is on record: submitter.name says who it is.': 'Chưa ghi người nộp: submitter.name nêu người đó.',
  '{1:sentence} Stop the dossier, or let the citizen withdraw it, and receive it anew.':
    '{1} Dừng hồ sơ, hoặc để người dân rút, rồi tiếp nhận lại.',
  'The due time of dossier {1} has moved since reception.': 'Thời hạn của hồ sơ {1} đã thay đổi từ khi tiếp nhận.',
  'Dossier {1} was reopened.': 'Hồ sơ {1} đã được giải quyết lại.',
  'Dossier {1} was received on {2}.': 'Hồ sơ {1} được tiếp nhận ngày {2}.',
  'Part {1} ({2}) has a result.': 'Phần {1} ({2}) đã có kết quả.',
  'Papers were asked for part {1} ({2}).': 'Đã yêu cầu bổ sung hồ sơ cho phần {1} ({2}).',
  'The due time of part {1} ({2}) has moved since reception.': 'Thời hạn của phần {1} ({2}) đã thay đổi từ khi tiếp nhận.',
  '{1:dong} đồng were asked for procedure {2}; the fee of {3} is {4:dong} đồng.':
    'Đã thu {1} đồng theo thủ tục {2}; mức công bố của thủ tục {3} là {4} đồng.',
  '{1:dong} đồng were asked for procedure {2}; procedure {3} is published without one amount.':
    'Đã thu {1} đồng theo thủ tục {2}; thủ tục {3} không công bố một mức thu.',
  'result.date: the result is dated {1}, after {2}, the day of this act.': 'result.date: kết quả ghi ngày {1}, sau ngày thực hiện {2}.',
  'Dossier {1} has ended without a result: {2:dossier}.': 'Hồ sơ {1} đã kết thúc không có kết quả: {2}.',
  'Dossier {1} was {2:dossier}: hand it in anew.': 'Hồ sơ {1} {2}: nộp lại hồ sơ mới.',
  'Dossier {1} has parts: receive anew what the complaint is about.': 'Hồ sơ {1} có các phần: tiếp nhận mới nội dung được khiếu nại.',
  'complaint.date: the document is dated {1}, after the day of this act.': 'complaint.date: văn bản ghi ngày {1}, sau ngày thực hiện.',
  'Dossier {1} ({2}) of the same owner and procedure came in on the same day.':
    'Hồ sơ {1} ({2}) cùng chủ hồ sơ và thủ tục đã nộp trong cùng ngày.',
  'Dossier {1} ({2}) of the same owner and procedure came in on the same day, and so did {3} more.':
    'Hồ sơ {1} ({2}) cùng chủ hồ sơ và thủ tục đã nộp trong cùng ngày, cùng {3} hồ sơ khác như vậy.',
  'Dossier {1} ({2}) of an owner of the same name came in here on the same day for the same procedure.':
    'Hồ sơ {1} ({2}) của chủ hồ sơ trùng tên, cùng thủ tục, đã nộp tại đây trong cùng ngày.',
  'Dossier {1} ({2}) of an owner of the same name came in here on the same day for the same procedure, and so did {3} more.':
    'Hồ sơ {1} ({2}) của chủ hồ sơ trùng tên, cùng thủ tục, đã nộp tại đây trong cùng ngày, cùng {3} hồ sơ khác như vậy.',
  'Whether the owner handed in the same that day could not be looked up.':
    'Chưa tra cứu được chủ hồ sơ đã nộp hồ sơ cùng thủ tục trong ngày hay chưa.',
  'No component was named; the procedure asks for {1}.': 'Chưa nêu thành phần hồ sơ; thủ tục yêu cầu {1}.',
  'A replacement result of {1} waits for the citizen.': 'Kết quả thay thế của {1} đang chờ người dân.',
  'contactOfficial: no official {1} serves where the dossier is.':
    'contactOfficial: không có cán bộ {1} làm việc tại nơi tiếp nhận hoặc giải quyết hồ sơ.',
  '{1} ({2}): {3:sentence}': '{1} ({2}): {3}',
  'No supplement has been asked for.': 'Chưa yêu cầu bổ sung.',
  'The dossier was not refused.': 'Hồ sơ không bị từ chối.',
  'The time was not extended.': 'Chưa gia hạn.',
  'Processing was not stopped, and the dossier was not withdrawn.': 'Hồ sơ không bị dừng giải quyết và không được rút.',
  'The dossier has not been received.': 'Hồ sơ chưa được tiếp nhận.',
  'There is no result yet.': 'Chưa có kết quả.',
  'No fee was paid, or none with this receipt.': 'Chưa nộp khoản nào, hoặc không có khoản nào theo biên lai này.',
  'The dossier has no part {1}, and no parts at all.': 'Hồ sơ không có phần {1}, và không có phần nào.',
  'The dossier has no part {1}; it has {2}.': 'Hồ sơ không có phần {1}; các phần là {2}.',
  'Part {1} of dossier {2} has no result yet.': 'Phần {1} của hồ sơ {2} chưa có kết quả.',
  'Name in part whose result it is: {1}.': 'Ghi tại part kết quả của phần nào: {1}.',
  'Part {1} has had a result since {2}.': 'Phần {1} đã có kết quả từ {2}.',
  'The dossier is settled by SettlePart, part by part; open: {1}.': 'Hồ sơ được giải quyết theo từng phần (SettlePart); còn lại: {1}.',
  'The time agreed, {1}, is not after the reception.': 'Thời gian thỏa thuận, {1}, không sau lúc tiếp nhận.',
  'The unit does not work at the time agreed, {1}; it next opens at {2}.':
    'Đơn vị không làm việc vào thời gian thỏa thuận, {1}; lần mở cửa kế tiếp là {2}.',
  'The Center of {1} does not receive on {2}.': 'Trung tâm của {1} không tiếp nhận vào ngày {2}.',
  'A supplement to {1} was requested before.': 'Đã yêu cầu bổ sung hồ sơ {1} trước đó.',
  'No supplement to {1} is outstanding.': 'Hồ sơ {1} không có yêu cầu bổ sung nào đang chờ.',
  'The dossier waits for the citizen ({1:stop}).': 'Hồ sơ đang chờ người dân ({1}).',
  'The dossier is held by the desk of {1}.': 'Hồ sơ do bộ phận tiếp nhận của {1} giữ.',
  'The dossier is held by official {1} of {2}.': 'Hồ sơ do cán bộ {1} của {2} giữ.',
  'There is no unit, department or office {1}.': 'Không có đơn vị, cơ quan {1}.',
  '{1} ({2}) settles no dossiers.': '{1} ({2}) không giải quyết hồ sơ.',
  'The Center of {1} takes in no dossiers of {2} on {3}: no area team of the city Center sits there, as it does at {4}.':
    'Trung tâm của {1} không tiếp nhận hồ sơ của {2} vào ngày {3}: tổ địa bàn của Trung tâm cấp Thành phố không ngồi ở đó, mà ở {4}.',
  'Dossiers of {1} are received at a Center: name it in sentTo.':
    'Hồ sơ của {1} được tiếp nhận tại Trung tâm: nêu Trung tâm đó trong sentTo.',
  'Dossier {1} has not been received: {2} is handed what a Center received.':
    'Hồ sơ {1} chưa được tiếp nhận: chỉ chuyển cho {2} hồ sơ đã được Trung tâm tiếp nhận.',
  'Unit {1} neither holds the dossier nor received it, or the actor is not of it.':
    'Đơn vị {1} không giữ và không tiếp nhận hồ sơ, hoặc người thực hiện không thuộc đơn vị.',
  'Unit {1} neither settled the dossier nor received it.': 'Đơn vị {1} không giải quyết và không tiếp nhận hồ sơ.',
  'The receiver already holds dossier {1}.': 'Người nhận đang giữ hồ sơ {1}.',
  'Before reception there are no steps.': 'Trước khi tiếp nhận chưa có bước nào.',
  'First comes: {1}.': 'Trước hết phải thực hiện: {1}.',
  'The settings name no position that signs on {1}.': 'Cấu hình không nêu vị trí nào được ký vào ngày {1}.',
  'Official {1} does not serve at {2} on {3} as one who signs ({4:position}).':
    'Ngày {3}, cán bộ {1} không làm việc tại {2} ở vị trí được ký ({4}).',
  'The procedure allows {1} working days.': 'Thủ tục cho phép {1} ngày làm việc.',
  'The procedure allows {1} working days, and more only as agreed in writing with the requester (byAgreement).':
    'Thủ tục cho phép {1} ngày làm việc; nhiều hơn chỉ khi thỏa thuận bằng văn bản với người nộp (byAgreement).',
  'The original limit was {1} working days, and an extension is no longer, and more only as agreed in writing with the requester (byAgreement).':
    'Thời hạn ban đầu là {1} ngày làm việc, gia hạn không được dài hơn; nhiều hơn chỉ khi thỏa thuận bằng văn bản với người nộp (byAgreement).',
  'Name in signedBy the official who signed.': 'Nêu trong signedBy cán bộ đã ký.',
  'The procedure version has {1} steps, counted from 0.': 'Quy trình có {1} bước, đếm từ 0.',
  'The procedure version of {1} knows no verification.': 'Quy trình của {1} không có xác minh.',
  'Verification of {1} was started before.': 'Đã bắt đầu xác minh hồ sơ {1}.',
  'The time of {1} was extended before.': 'Hồ sơ {1} đã được gia hạn.',
  'Dossier {1} was due at {2}.': 'Hồ sơ {1} đến hạn lúc {2}.',
  '{1:dong} đồng for {2} are outstanding. Replace, cancel or waive that fee.':
    'Còn {1} đồng của hồ sơ {2} chưa nộp. Hãy thay thế, hủy hoặc miễn, giảm khoản đó.',
  '{1:dong} đồng for {2} are outstanding.': 'Còn {1} đồng của hồ sơ {2} chưa nộp.',
  'No fee for {1} is outstanding. What was paid is given back by a refund.':
    'Hồ sơ {1} không có khoản nào đang chờ nộp. Tiền đã nộp được trả lại bằng phiếu hoàn trả.',
  '{1:dong} đồng are owed, {2:dong} đồng were paid.': 'Phải nộp {1} đồng, đã nộp {2} đồng.',
  'The procedure is published as free; {1:dong} đồng would be asked for {2}. State the reason, with its legal ground.':
    'Thủ tục được công bố là miễn phí; dự kiến thu {1} đồng cho hồ sơ {2}. Nêu lý do kèm căn cứ pháp lý.',
  'The published fee is {1:dong} đồng; {2:dong} đồng would be asked for {3}. State the reason, with its legal ground.':
    'Mức công bố là {1} đồng; dự kiến thu {2} đồng cho hồ sơ {3}. Nêu lý do kèm căn cứ pháp lý.',
  '{1:dong} đồng for {2} are owed; {3:dong} đồng cannot remain of it.': 'Hồ sơ {2} còn phải nộp {1} đồng; không thể còn lại {3} đồng.',
  '{1:dong} đồng would be given back, of {2:dong} đồng that were paid and not yet given back.':
    'Dự kiến hoàn trả {1} đồng, trong khi chỉ còn {2} đồng đã nộp và chưa hoàn trả.',
  'Receipt {1} of {2} was written out for dossier {3}.': 'Biên lai {1} của {2} đã viết cho hồ sơ {3}.',
  'Receipt {1} was written out for an earlier payment of this dossier.': 'Biên lai {1} đã viết cho lần nộp trước của hồ sơ này.',
  'Voucher {1} was written out for an earlier refund of this dossier.': 'Phiếu chi {1} đã viết cho lần hoàn trả trước của hồ sơ này.',
  '{1} lies in the future.': '{1} ở tương lai.',
  'The last act on record happened at {1}, after {2}.': 'Việc ghi nhận gần nhất xảy ra lúc {1}, sau {2}.',
  'An act entered more than {1} minutes after it happened needs a reason.': 'Việc nhập sau hơn {1} phút phải nêu lý do.',
  'Unit {1} does not work at {2}. Correct occurredAt, or, if it truly happened then, say so with outsideHours: true.':
    'Đơn vị {1} không làm việc lúc {2}. Sửa occurredAt, hoặc nếu đúng là xảy ra lúc đó, xác nhận bằng outsideHours: true.',
  'Nothing is to be confirmed about act {1} of dossier {2}: it was not entered late, or no time depends on when it happened.':
    'Việc {1} của hồ sơ {2} không phải xác nhận: không phải nhập sau, hoặc không thời hạn nào phụ thuộc vào lúc xảy ra.',
  'Act {1} of dossier {2} was declined before.': 'Việc {1} của hồ sơ {2} đã bị từ chối xác nhận.',
  'Act {1} of dossier {2} was confirmed before.': 'Việc {1} của hồ sơ {2} đã được xác nhận.',
  'Act {1} of dossier {2} was entered by the same person; another head of the Center decides.':
    'Việc {1} của hồ sơ {2} do chính người này nhập; lãnh đạo khác của Trung tâm quyết định.',
  'The personal data of official {1} was erased.': 'Dữ liệu cá nhân của cán bộ {1} đã được xóa.',
  'The personal data of dossier {1} was erased.': 'Dữ liệu cá nhân của hồ sơ {1} đã được xóa.',
  'The personal data of {1} was erased.': 'Dữ liệu cá nhân của {1} đã được xóa.',
  'The personal data of {1} was erased: what was sent under this key is not compared.':
    'Dữ liệu cá nhân của {1} đã được xóa: không đối chiếu nội dung gửi với khóa này.',
  'It is kept permanently.': 'Hồ sơ được lưu trữ vĩnh viễn.',
  'It is kept until the end of {1}.': 'Thời hạn lưu trữ đến hết ngày {1}.',
  'No retention class is set; until one is, it is kept.': 'Chưa đặt thời hạn lưu trữ; khi chưa đặt thì vẫn lưu.',
  'The legal hold {1} is in force.': 'Lệnh tạm dừng tiêu hủy {1} đang có hiệu lực.',
  'A legal hold {1} was placed before; a further one needs an id of its own.': 'Lệnh tạm dừng tiêu hủy {1} đã có; lệnh mới cần mã riêng.',
  'There is no legal hold {1}.': 'Không có lệnh tạm dừng tiêu hủy {1}.',
} as const;
