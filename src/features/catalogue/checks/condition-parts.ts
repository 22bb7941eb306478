/** A comparison of a variable with a value that stands in the condition. */
export interface Comparison {
  path: string
  value: unknown
  pointer: string
}

const EQUALITIES = ['==', '===', '!=', '!==']

/** Every place where a condition compares a variable with a value or looks for it in a list of values. */
export function comparisonsOf(logic: unknown): Comparison[] {
  const found: Comparison[] = []
  walk(logic, '', (node, pointer) => {
    const [operator = '', operands] = Object.entries(node)[0] ?? []
    if (!Array.isArray(operands)) return
    if (EQUALITIES.includes(operator))
      found.push(
        ...sides(operands).map((side) => ({ ...side, pointer: `${pointer}/${operator}/${side.at}` })),
      )
    const path = variableOf(operands[0])
    if (operator === 'in' && path !== undefined && Array.isArray(operands[1]))
      operands[1].forEach((value, index) => {
        if (isLiteral(value)) found.push({ path, value, pointer: `${pointer}/in/1/${index}` })
      })
  })
  return found
}

function sides(operands: unknown[]): { path: string; value: unknown; at: number }[] {
  return [0, 1].flatMap((at) => {
    const path = variableOf(operands[1 - at])
    const value = operands[at]
    return path !== undefined && isLiteral(value) ? [{ path, value, at }] : []
  })
}

const isLiteral = (value: unknown): boolean => typeof value !== 'object' && value !== undefined

function variableOf(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('var' in node)) return undefined
  const path = Array.isArray(node.var) ? node.var[0] : node.var
  return typeof path === 'string' ? path : undefined
}

function walk(node: unknown, pointer: string, visit: (node: object, pointer: string) => void): void {
  if (Array.isArray(node)) {
    node.forEach((member, index) => {
      walk(member, `${pointer}/${index}`, visit)
    })
    return
  }
  if (typeof node !== 'object' || node === null) return
  visit(node, pointer)
  for (const [operator, operand] of Object.entries(node)) walk(operand, `${pointer}/${operator}`, visit)
}
