/** What separates the two characters of a degree where somebody would rather not be found. */
const APART = '[·•._*-]?'
/** Degrees of secrecy (密级) of the 保守国家秘密法. 内部资料, 商业秘密 and 商业机密 are none. */
const DEGREES = `(?:[绝絕]${APART}密|(?<!商[业業])(?:[机機]|秘)${APART}密)`
const STAR = '[★☆✩✪✫✬✭✮✯✰⭐🌟]'
/** How long it is kept secret, as it follows the degree. */
const PERIOD = '(?:长期|長期|[0-9一二三四五六七八九十百]+(?:年|个月|個月|月))'
/** What a grade may stand before without anything being marked by it: whoever makes, keeps or serves what is secret. */
const SPOKEN_OF =
  '(?:资质|資質|资格|資格|单位|單位|人员|人員|岗位|崗位|业务|業務|管理|信息系统|信息系統|计算机|計算機|集成|载体|載體|场所|場所|销毁|銷毀|碎纸|碎紙|文件柜|保险柜|保密柜)'
/**
 * How a carrier is marked (国家秘密标志): the degree with a star before or after it, with the period behind an asterisk, in
 * brackets, named as its degree, or as a grade (机密级). Where a grade is spoken of (秘密级别, 机密级以上人员, 绝密级资质)
 * nothing is marked by it, and five stars before a name praise a house.
 */
const MARK = new RegExp(
  [
    `${DEGREES}(?:${STAR}|\\*${PERIOD})`,
    `(?<!${STAR})${STAR}${DEGREES}`,
    `[【\\[〔({<「『]${DEGREES}[级級]?${PERIOD}?[】\\]〕)}>」』]`,
    `(?:密[级級](?:标[志识]|標[誌識])?|(?:保密|涉密)等?[级級][别別]?)[:为為是=]*["'“‘「『(【\\[]?${DEGREES}`,
    `${DEGREES}[级級](?!别|別|以上|以下|(?:涉密|保密)?${SPOKEN_OF})`,
  ].join('|'),
  'u',
)

/** Whether a text carries the mark of classified material (涉密标志), however it is spaced or typed. */
export function isClassified(text: string): boolean {
  if (!text.includes('密')) return false
  return MARK.test(text.normalize('NFKC').replaceAll(/[\s\p{Cf}\p{Variation_Selector}]/gu, ''))
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
