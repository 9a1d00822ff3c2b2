/** What is found of Centers, reviews and models, in Vietnamese, by the English sentence: told in answers as in refusals. */
export const findingsVi = {
  'A point is open since {1}.': 'Có điểm tiếp nhận mở từ ngày {1}.',
  'No reception-and-return point is open on {1}.': 'Không có điểm tiếp nhận và trả kết quả nào mở vào ngày {1}.',
  'A director serves since {1}.': 'Có giám đốc làm việc từ ngày {1}.',
  'No director serves on {1}.': 'Không có giám đốc làm việc vào ngày {1}.',
  'The director serving on {1} may not be one: the office held is {2:office}.':
    'Giám đốc làm việc ngày {1} không đủ điều kiện: chức vụ đang giữ là {2}.',
  'No receiving officer serves on {1}.': 'Không có cán bộ tiếp nhận làm việc vào ngày {1}.',
  'A receiving officer serves since {1}.': 'Có cán bộ tiếp nhận làm việc từ ngày {1}.',
  'No need for equipment has been stated.': 'Chưa khai nhu cầu thiết bị.',
  'All equipment that was stated as needed is there.': 'Đã đủ thiết bị theo nhu cầu đã khai.',
  'Still needed: {1}.': 'Còn thiếu: {1}.',
  'The procedure has no published time limit.': 'Thủ tục chưa công bố thời hạn giải quyết.',
  'Step {1} ({2}): {3:sentence}': 'Bước {1} ({2}): {3}',
  'The steps take {1} working hours, the statutory limit is {2}.': 'Các bước mất {1} giờ làm việc, thời hạn theo quy định là {2}.',
  'Step {1} is “{2:phrase}” in the internal procedure and “{3:phrase}” in the electronic one.':
    'Bước {1} là “{2}” ở quy trình nội bộ, “{3}” ở quy trình điện tử.',
  'The electronic procedure has not been configured.': 'Chưa cấu hình quy trình điện tử.',
  'Nothing was recorded from the national portal’s catalogue for this code.':
    'Chưa ghi nhận dữ liệu của Cổng Dịch vụ công quốc gia cho mã này.',
  'The portal does not offer the procedure.': 'Cổng Dịch vụ công không cung cấp thủ tục này.',
  'The portal gives no time limit{1:where}.': 'Cổng Dịch vụ công không nêu thời hạn{1}.',
  'The limit{1:where} is longer than the portal promises: {2:phrase}, not {3}.':
    'Thời hạn{1} dài hơn Cổng Dịch vụ công nêu: {2}, không phải {3}.',
  'The limit{1:where} is {2:phrase}; the portal says {3}.': 'Thời hạn{1} là {2}; Cổng Dịch vụ công nêu {3}.',
  'Only the portal lists “{1}”.': 'Chỉ Cổng Dịch vụ công có “{1}”.',
  'The portal’s {1:portalField} is “{2}”.': '{1} trên Cổng Dịch vụ công là “{2}”.',
  'The steps take {1} working hours, the statutory limit is at most {2}.':
    'Các bước mất {1} giờ làm việc, thời hạn theo quy định là không quá {2}.',
  'The {1:level} level has no role “{2}” on {3}.': '{1} không có vai trò “{2}” vào ngày {3}.',
  'There is no {1:level} level on {2}.': 'Không có {1} vào ngày {2}.',
  'The portal’s list does not have “{1}”: it may not be asked for.':
    'Danh mục trên Cổng Dịch vụ công không có “{1}”: không được yêu cầu nộp.',
  'The procedure is retired from {1} on and names no successor.': 'Thủ tục bị bãi bỏ từ ngày {1} và không nêu thủ tục thay thế.',
  'The procedure is retired from {1} on, and the catalogue has none of its successors in force: {2}.':
    'Thủ tục bị bãi bỏ từ ngày {1}, và danh mục không có thủ tục thay thế nào còn hiệu lực: {2}.',
  // conditions of Centers
  'The establishment decision is in effect since {1}.': 'Quyết định thành lập có hiệu lực từ ngày {1}.',
  'No decision on functions, tasks and powers has been taken.': 'Chưa có quyết định về chức năng, nhiệm vụ, quyền hạn.',
  'The establishment decision takes effect on {1}, after {2}.': 'Quyết định thành lập có hiệu lực ngày {1}, sau ngày {2}.',
  'Working regulations are in effect since {1}.': 'Quy chế làm việc có hiệu lực từ ngày {1}.',
  'The working regulations have not been issued.': 'Chưa ban hành quy chế làm việc.',
  'The working regulations take effect on {1}, after {2}.': 'Quy chế làm việc có hiệu lực ngày {1}, sau ngày {2}.',
  'The headquarters was designated on {1}.': 'Trụ sở đã được bố trí ngày {1}.',
  'The headquarters was designated on {1}, after {2}.': 'Trụ sở được bố trí ngày {1}, sau ngày {2}.',
  'No headquarters has been designated.': 'Chưa bố trí trụ sở.',
  // who is able to do the steps of a procedure
  'The published version has no steps: nothing says who does it.': 'Phiên bản đã công bố không có các bước: không rõ ai làm.',
  'Nobody is able to do: {1:steps}.': 'Không ai làm được: {1}.',
  // the model of counters
  'Citizens who hand in at the counter; those who only collect a result or ask are not counted.':
    'Chỉ tính người nộp hồ sơ tại quầy; người chỉ nhận kết quả hoặc hỏi không được tính.',
  'Ways to a point are not modelled: several points are compared by their counters, residents and area alone.':
    'Không tính đường đi đến điểm tiếp nhận: nhiều điểm chỉ được so sánh theo số quầy, dân số và diện tích.',
  'Every counter is staffed through all hours and serves every procedure; one queue at each point, in order of arrival, nobody leaves it.':
    'Mọi quầy có người trực suốt giờ làm việc và nhận mọi thủ tục; mỗi điểm có một hàng chờ theo thứ tự đến, không ai bỏ về.',
  'Within a half hour arrivals are Poisson at an even rate; whoever waits when the hours pause is still served.':
    'Trong mỗi nửa giờ, người đến theo phân phối Poisson với mức đều; ai đang chờ lúc tạm nghỉ vẫn được phục vụ.',
} as const;

/** Parts of sentences that are put together from several, in Vietnamese: what may stand in `{1:phrase}`. */
export const phrasesVi = {
  // why a pilot does not take a dossier
  'it does not run': 'chưa vận hành',
  'the Center of {1} does not take part': 'Trung tâm của {1} không tham gia',
  'procedure {1} is not tried': 'thủ tục {1} không thuộc diện thử nghiệm',
  '{1} is not one of its days': 'ngày {1} không thuộc thời gian thử nghiệm',
  // limits and steps of a review
  'the same day': 'trong ngày',
  '{1} working days': '{1} ngày làm việc',
  '{1} working hours': '{1} giờ làm việc',
  '{1} days': '{1} ngày',
  'no published limit': 'chưa công bố thời hạn',
  'no such step': 'không có bước này',
  '{1}: {2}, {3:level}, {4} h': '{1}: {2}, {3}, {4} giờ',
  '{1}: {2}, {3:level}, {4} h, may be skipped': '{1}: {2}, {3}, {4} giờ, có thể bỏ qua',
} as const;
