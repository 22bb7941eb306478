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
