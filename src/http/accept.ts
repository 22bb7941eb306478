/** True when Accept gives text/html more weight than JSON; JSON is what everybody else gets. */
export function prefersHtml(accept = ''): boolean {
  const weights = new Map(
    accept
      .slice(0, 500)
      .toLowerCase()
      .split(',')
      .map((part) => {
        const [range = '', ...parameters] = part.split(';').map((each) => each.trim())
        const weight = parameters.find((each) => each.startsWith('q='))
        return [range, weight === undefined ? 1 : Number(weight.slice(2)) || 0] as const
      }),
  )
  const html = weights.get('text/html') ?? 0
  const json = weights.get('application/json')
  // Named text/html goes before a wildcard of the same weight.
  if (json === undefined) return html > 0 && html >= (weights.get('application/*') ?? weights.get('*/*') ?? 0)
  return html > json
}

/** The same, where a type that was not asked for helps nobody: undefined when Accept names others alone. */
export function acceptableType<T extends string>(
  accept: string | undefined,
  types: readonly [T, ...T[]],
): T | undefined {
  if (accept === undefined || accept.trim() === '') return types[0]
  const ranges = accept.slice(0, 500).toLowerCase().split(',').map(weighted)
  const isWanted = ({ range, weight }: { range: string; weight: number }) =>
    weight > 0 && types.some((type) => [type, `${type.split('/')[0]}/*`, '*/*'].includes(range))
  return ranges.some(isWanted) ? preferredType(accept, types) : undefined
}

/** Of the types that a resource comes in the one that Accept wants most; the first where it names none of them. */
export function preferredType<T extends string>(accept: string | undefined, types: readonly [T, ...T[]]): T {
  const ranges = (accept ?? '').slice(0, 500).toLowerCase().split(',').map(weighted)
  const weightOf = (type: string) => {
    const names = [type, `${type.split('/')[0]}/*`, '*/*']
    const found = names
      .map((name) => ranges.find(({ range }) => range === name))
      .find((each) => each !== undefined)
    return found?.weight ?? 0
  }
  // A type that is named goes before a wildcard of the same weight, as browsers mean it.
  const named = (type: string) => (ranges.some(({ range }) => range === type) ? 0.0001 : 0)
  const ranked = types.map((type) => ({
    type,
    weight: weightOf(type) === 0 ? 0 : weightOf(type) + named(type),
  }))
  return ranked.reduce((best, each) => (each.weight > best.weight ? each : best)).type
}

function weighted(part: string): { range: string; weight: number } {
  const [range = '', ...parameters] = part.split(';').map((each) => each.trim())
  const weight = parameters.find((each) => each.startsWith('q='))
  return { range, weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0 }
}
