/** Degrees of secrecy (密级) of the 保守国家秘密法. 内部资料 and 商业秘密 are none. */
const DEGREES = '(?:[绝絕]密|[机機]密|(?<!商[业業])秘密)'
/** How a carrier is marked (国家秘密标志): the degree with a star and the period, in brackets, or named as its degree. */
const MARK = new RegExp(`${DEGREES}[★☆✩⭐]|[【\\[〔]${DEGREES}[】\\]〕]|密级:?${DEGREES}`, 'u')

/** Whether a text carries the mark of classified material (涉密标志), however it is spaced or typed. */
export function isClassified(text: string): boolean {
  if (!text.includes('密')) return false
  return MARK.test(text.normalize('NFKC').replaceAll(/[\s\p{Cf}]/gu, ''))
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
