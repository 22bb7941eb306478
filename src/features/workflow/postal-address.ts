/** Fewest letters and digits of an address: 示例路1号 is one. */
const FEWEST = 4

/** What stands in a form where a name or a number is to be filled in (XX路X号、某某街), or was masked. */
const LEFT_OPEN = /(?<![a-z])(?:x+|×+|某+|\*+|○+|□+)(?=[省市县縣区區镇鎮乡鄉村路街道巷弄号號栋棟楼樓室])/iu

/**
 * Whether a letter could be sent there at all (邮寄地址): some letters and digits, two Chinese characters or two words among
 * them. Whether the place exists, nobody here knows. Pure.
 */
export function isPostalAddress(text: string): boolean {
  const plain = text.normalize('NFKC')
  if (LEFT_OPEN.test(plain)) return false
  const characters = plain.match(/[\p{L}\p{N}]/gu) ?? []
  if (new Set(characters).size < FEWEST) return false
  const han = plain.match(/\p{Script=Han}/gu) ?? []
  const words = plain.match(/\p{L}{2,}/gu) ?? []
  return han.length >= 2 || words.length >= 2
}

export const NO_ADDRESS = {
  code: 'ADDRESS_IMPLAUSIBLE',
  message: { en: 'No letter finds its way by this address', zh: '邮寄地址不完整，请填写可投递的详细地址' },
} as const
