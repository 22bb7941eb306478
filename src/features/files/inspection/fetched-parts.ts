/** A start tag of a relationship (ECMA-376 part 2, 9.3), with a prefix in any script. */
const TAG = /<(?:[^\s<>/:]+:)?Relationship(?=\s)/g
/** What stands in a tag holds no `<` (XML 1.0, 3.1), so that nothing is read twice, however a part is made. */
const ATTRIBUTE = /\s*([^\s<>="']+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y
const NUMBERED = /&#(?:x0*([0-9a-f]{1,6})|0*([0-9]{1,7}));/gi
/** Forbidden in a package (ECMA-376 part 2, 8.1.4): its entities would hide what is looked for. */
const DECLARES = /<!DOCTYPE/i
/**
 * What a program fetches and runs or shows when the document is only opened. A hyperlink is followed when somebody clicks, a
 * picture runs nothing, and before other workbooks are read it asks.
 */
const OPENED = /\/(?:attachedTemplate|oleObject|frame|subDocument|aFChunk)$/i
/** On the writer's own disk, as the template of an honest letter is: at the reader's it leads nowhere. */
const ON_DISK = /^(?:file:\/{0,3}[a-z][:|]|file:\/\/\/(?![/\\])|[a-z]:[\\/]|(?![\\/]{2})[^:]+$)/i

/**
 * Whether opening the document would load a template, an object or a part from the network (远程模板注入): it carries no macro
 * itself, and would bring in one at the counter.
 */
export function fetches(relations: string): boolean {
  if (DECLARES.test(relations)) return true
  for (const { index, 0: tag } of relations.matchAll(TAG)) {
    const { Type = '', Target = '', TargetMode = '' } = attributesFrom(relations, index + tag.length)
    if (TargetMode.toLowerCase() === 'external' && OPENED.test(Type) && !ON_DISK.test(Target)) return true
  }
  return false
}

/** Attributes that stand from there on, as a program reads them: by their whole names, letters that are numbers as letters. */
function attributesFrom(relations: string, start: number): Record<string, string> {
  const found: Record<string, string> = {}
  ATTRIBUTE.lastIndex = start
  for (let each = ATTRIBUTE.exec(relations); each !== null; each = ATTRIBUTE.exec(relations)) {
    const [, name = '', double, single] = each
    if (name === 'Type' || name === 'Target' || name === 'TargetMode')
      found[name] ??= lettersOf(double ?? single ?? '').trim()
  }
  return found
}

const lettersOf = (value: string): string =>
  value.replace(NUMBERED, (_, hex?: string, decimal?: string) => {
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : ''
  })
