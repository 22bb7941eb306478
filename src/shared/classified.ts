/** What separates the two characters of a degree where somebody would rather not be found. */
const APART = '(?:\\s+|[·•._*-])?'
const TOP = `[绝絕]${APART}密`
const HIGH = `(?<!商[业業])[机機]${APART}密`
const LOW = `(?<!商[业業])秘${APART}密`
/** Degrees of secrecy (密级) of the 保守国家秘密法. 内部资料, 商业秘密 and 商业机密 are none. */
const DEGREES = `(?:${TOP}|${HIGH}|${LOW})`
const STAR = '[★☆✩✪✫✬✭✮✯✰⭐🌟]'
/** How long it is kept secret, as it follows the degree. */
const PERIOD = '(?:长期|長期|[0-9一二三四五六七八九十百]+(?:年|个月|個月|月))'
/** The same where nothing marks it but its place: thirty years at most (保守国家秘密法 Art. 20), and no year of the calendar. */
const BARE_PERIOD =
  '(?:(?:长期|長期)(?!\\p{Script=Han})|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:年|个月|個月)(?![级級前后後内內来來度代间間多以之的]|老[店字牌]))'
/** Until when the paper of an examination or a tender is kept secret (绝密★启用前). */
const UNTIL = '(?:启用|啟用|启封|啟封|开封|開封|开启|開啟|考试|考試|公布|公佈|发布|發佈|解密)(?:结束|結束)?前'
/** What carries a secret, behind its degree; cupboards and bags for it carry none. */
const CARRIER = '(?:文件|资料|資料|材料|档案|檔案|事项|事項|信息|级|級)(?!柜|櫃|夹|夾|袋|管理|销|銷|别|別)'
/** What a grade may stand before without anything being marked by it: whoever makes, keeps or serves what is secret. */
const SPOKEN_OF =
  '(?:资质|資質|资格|資格|单位|單位|人员|人員|岗位|崗位|业务|業務|管理|信息系统|信息系統|计算机|計算機|集成|载体|載體|场所|場所|销毁|銷毀|碎纸|碎紙|文件柜|保险柜|保密柜)'
/**
 * How a carrier is marked (国家秘密标志): the degree before a star, with the period or the day of opening behind it, in
 * brackets, named as its degree, or as a grade (机密级). Where a grade is spoken of (秘密级别, 机密级以上人员, 绝密级资质)
 * nothing is marked by it. Looked for where blanks were taken out.
 */
const MARK = new RegExp(
  [
    `(?:${TOP}|${HIGH})${STAR}`,
    `${LOW}${STAR}(?:${PERIOD}|${CARRIER})`,
    `${DEGREES}\\*${PERIOD}`,
    `${DEGREES}[${STAR.slice(1, -1)}·•*.:—-]?${UNTIL}`,
    `(?<!${STAR})${STAR}${DEGREES}(?:${PERIOD}|${CARRIER})`,
    `[【\\[〔({<「『]${DEGREES}[级級]?${PERIOD}?[】\\]〕)}>」』]`,
    `(?:密[级級](?:标[志识]|標[誌識])?|(?:保密|涉密)等?[级級][别別]?)[:为為是=]*["'“‘「『(【\\[]?${DEGREES}`,
    `${DEGREES}[级級](?!别|別|以上|以下|(?:涉密|保密)?${SPOKEN_OF})`,
  ].join('|'),
  'u',
)
/**
 * Marks that end at a blank or with the text: a star beside the degree, or the period behind it (机密 1年). Where a name goes
 * on from there (★秘密花园, 秘密★花园) it is a name, and five stars praise a house.
 */
const MARK_APART = new RegExp(
  [
    `(?<!${STAR}\\s*)${STAR}\\s*${DEGREES}(?!\\p{Script=Han})`,
    `${LOW}\\s*${STAR}(?!\\p{Script=Han})`,
    `(?<![\\p{L}\\p{N}])${DEGREES}\\s*${BARE_PERIOD}`,
  ].join('|'),
  'u',
)

/** Single letters that become eight or eighteen: a short text of them would be a long one to look through. */
const LONG_LETTERS = /[\ufdfa\ufdfb]/g

/** Whether a text carries the mark of classified material (涉密标志), however it is spaced or typed. */
export function isClassified(text: string): boolean {
  if (!text.includes('密')) return false
  const plain = text
    .replaceAll(LONG_LETTERS, 'x')
    .normalize('NFKC')
    .replaceAll(/[\p{Cf}\p{Variation_Selector}]/gu, '')
  // Taking blanks out of a megabyte is quick, putting others in their place is not: 100 ms for a blank at every letter.
  return MARK.test(plain.replaceAll(/\s+/g, '')) || MARK_APART.test(plain)
}

/** A JSON pointer to the first text in a value that carries such a mark, in names of members too; undefined: none does. */
export function findClassified(value: unknown, pointer = ''): string | undefined {
  if (typeof value === 'string') return isClassified(value) ? pointer : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, part] of Object.entries(value)) {
    // The name itself may be what must not be said again.
    if (isClassified(name)) return pointer
    const found = findClassified(part, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    if (found !== undefined) return found
  }
  return undefined
}
