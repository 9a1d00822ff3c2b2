const digits = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const;
const digit = (value: number): string => digits[value] ?? '';

const tensInWords = (tens: number, ones: number, afterHundreds: boolean): string => {
  if (tens === 0) return ones === 0 ? '' : afterHundreds ? `lẻ ${digit(ones)}` : digit(ones);
  const first = tens === 1 ? 'mười' : `${digit(tens)} mươi`;
  if (ones === 0) return first;
  const last = ones === 5 ? 'lăm' : tens > 1 && ones === 1 ? 'mốt' : tens > 1 && ones === 4 ? 'tư' : digit(ones);
  return `${first} ${last}`;
};

/** Up to 999; `whole`: hundreds are read though there are none, as after a higher group. */
const tripleInWords = (value: number, whole: boolean): string => {
  const hundreds = Math.floor(value / 100);
  const withHundreds = whole || hundreds > 0;
  const rest = tensInWords(Math.floor(value / 10) % 10, value % 10, withHundreds);
  return [withHundreds ? `${digit(hundreds)} trăm` : '', rest].filter(Boolean).join(' ');
};

/** From the highest group on; what is a thousand million and more is read as so many `tỷ`. */
const inWords = (value: number, whole = false): string => {
  const billions = Math.floor(value / 1_000_000_000);
  const parts = billions > 0 ? [`${inWords(billions, whole)} tỷ`] : [];
  const groups = [Math.floor(value / 1_000_000) % 1000, Math.floor(value / 1000) % 1000, value % 1000];
  for (const [index, group] of groups.entries()) {
    if (group === 0) continue;
    const name = ['triệu', 'nghìn', ''][index] ?? '';
    parts.push([tripleInWords(group, whole || parts.length > 0), name].filter(Boolean).join(' '));
  }
  return parts.join(' ');
};

/** An amount of đồng, a safe integer of 0 or more, as receipts write it out: "Mười lăm nghìn không trăm lẻ năm đồng". */
export const amountInWords = (dong: number): string => {
  if (!Number.isSafeInteger(dong) || dong < 0) throw new RangeError(`${dong} is no amount of đồng.`);
  const words = dong === 0 ? digit(0) : inWords(dong);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} đồng`;
};
