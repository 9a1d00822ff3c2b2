/** Numbers by which a person is found, as a text may hold them. */
export type PersonalNumber = 'an identity number' | 'a phone number' | 'an account number';

// a citizen’s number begins with its province’s, all below 100; people write it in threes
const citizen = /(?<![\d/.-])0\d{11}(?![\d/-]|\.\d)|(?<![\d/.-])0\d\d([ .])\d{3}\1\d{3}\1\d{3}(?![\d/-]|\.\d| ?(?:đ|đồng|vnd)(?!\p{L}))/iu;
// the older one of nine digits, and other twelve, tell by nothing else: never within a code, a symbol or a decimal
const older = /(?<![\p{L}\d/.-]|\+84 )(?:\d{9}|\d{12})(?![\p{L}\d/-]|\.\d)/u;
// a company's tax code may look like a mobile number, and a symbol like an account: only what is called so is one
const phone = /(?:điện thoại|đt|sđt|di động|zalo|phone|gọi|liên hệ)[^\d/]{0,30}(?:\+84|0)[ .]?[35789](?:[ .]?\d){8}(?!\d)/iu;
const account = /(?:tài khoản|stk|tk)[^\d/]{0,30}\d{8,19}(?![\d/])/iu;

/**
 * The number of a person that a text holds: an identity number wherever it stands by itself, a mobile phone or an
 * account where the text calls it so. Numbers of documents (12/QĐ-UBND), dossiers, amounts and tax codes are none.
 */
export const personalNumberIn = (text: string): PersonalNumber | undefined => {
  const plain = text.normalize('NFC');
  if (citizen.test(plain) || older.test(plain)) return 'an identity number';
  if (phone.test(plain)) return 'a phone number';
  return account.test(plain) ? 'an account number' : undefined;
};
