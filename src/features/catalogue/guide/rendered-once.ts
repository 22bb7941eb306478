import type { Rendered } from '../../../http/etag.js'
import type { PublishedItem } from '../item-reader.js'

/** Made once for each version, state and language; the members are those of the response's schema. */
export async function renderedOnce(
  item: Pick<PublishedItem, 'rendered'>,
  name: string,
  make: () => Rendered | Promise<Rendered>,
): Promise<Rendered> {
  const known = item.rendered.get(name)
  if (known !== undefined) return known
  const made = await make()
  item.rendered.set(name, made)
  return made
}

/** Pages are large, and there is one for each language, layout and address: only so many are kept, the oldest go first. */
export function createShelf(most: number) {
  const kept: { rendered: Map<string, Rendered>; name: string }[] = []
  return {
    async renderedOnce(item: Pick<PublishedItem, 'rendered'>, name: string, make: () => Promise<Rendered>) {
      const { rendered } = item
      const isNew = !rendered.has(name)
      const page = await renderedOnce(item, name, make)
      if (isNew && kept.push({ rendered, name }) > most) {
        const oldest = kept.shift()
        oldest?.rendered.delete(oldest.name)
      }
      return page
    },
  }
}
