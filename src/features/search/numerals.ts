const DIGITS = '零一二三四五六七八九'

/** 1 to 99 as it is spoken: 3 → 三, 80 → 八十. */
function spoken(number: number): string {
  const [tens, ones] = [Math.floor(number / 10), number % 10]
  const end = ones === 0 && tens > 0 ? '' : (DIGITS[ones] ?? '')
  return tens === 0 ? end : `${tens === 1 ? '' : DIGITS[tens]}十${end}`
}

/** What is written as it is spoken, as digits; undefined for what is no number below a hundred (十十, 一二三). */
function written(text: string): string | undefined {
  const found = /^(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?$/u.exec(text)
  if (found === null) return undefined
  const [, tens, ten, ones] = found
  const high = ten === undefined ? 0 : tens === undefined ? 1 : DIGITS.indexOf(tens)
  return String(high * 10 + (ones === undefined ? 0 : DIGITS.indexOf(ones)))
}

/** Numbers beside Chinese characters in the other script each: 3证合1 and 三证合一, 80岁 and 八十岁. */
export const otherNumbers = (text: string): string[] => [
  text.replace(/(?<![a-z0-9.])[1-9]\d?(?![a-z0-9.])/gu, (digits, at: number) =>
    /\p{Script=Han}/u.test(
      text.slice(Math.max(0, at - 1), at) + text.slice(at + digits.length, at + digits.length + 1),
    )
      ? spoken(Number(digits))
      : digits,
  ),
  text.replace(/[一二三四五六七八九十]+/gu, (number) => written(number) ?? number),
]
