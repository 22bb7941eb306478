/** An element of a part's relationships (ECMA-376 part 2, 9.3); a quoted value may hold `>`. */
const RELATION = /<(?:[\w-]+:)?Relationship\s(?:[^>"']|"[^"]*"|'[^']*')*>/g
const EXTERNAL = /\sTargetMode\s*=\s*["']External["']/i
/**
 * What a program fetches and runs or shows when the document is only opened. A hyperlink is followed when somebody clicks, a
 * picture runs nothing, and before other workbooks are read it asks.
 */
const OPENED = /\/(?:attachedTemplate|oleObject|frame|subDocument)["']/i
const TARGET = /\sTarget\s*=\s*(?:"([^"]*)"|'([^']*)')/i
/** On the writer's own disk, as the template of an honest letter is: at the reader's it leads nowhere. */
const ON_DISK = /^(?:file:\/{0,3}[a-z][:|]|file:\/\/\/(?![/\\])|[a-z]:[\\/]|(?![\\/]{2})[^:]+$)/i

/**
 * Whether opening the document would load a template, an object or a part from the network (远程模板注入): it carries no macro
 * itself, and would bring in one at the counter.
 */
export const fetches = (relations: string): boolean =>
  (relations.match(RELATION) ?? []).some((relation) => {
    if (!EXTERNAL.test(relation) || !OPENED.test(relation)) return false
    const [, double, single] = TARGET.exec(relation) ?? []
    const target = (double ?? single ?? '').trim()
    // No honest program writes letters as numbers.
    return target.includes('&#') || !ON_DISK.test(target)
  })
