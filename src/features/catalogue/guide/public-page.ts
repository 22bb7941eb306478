/** A host as a browser sends it; anything else in the header must not come into a page. */
const HOST = /^(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i

/**
 * The public page of an item (公开页面), which its QR code shows: as PUBLIC_URL says, else where the reader found it.
 * Undefined when neither is a proper address.
 */
export function publicPage(
  publicUrl: string | undefined,
  asked: { protocol: string; host: string },
  itemCode: string,
): string | undefined {
  const base = publicUrl ?? (HOST.test(asked.host) ? `${asked.protocol}://${asked.host}` : undefined)
  const code = encodeURIComponent(itemCode)
  if (base?.includes('{itemCode}')) return base.replaceAll('{itemCode}', code)
  return base && `${base.replace(/\/+$/, '')}/v1/items/${code}/guide`
}

/** Where the public finds the service itself (对外地址); PUBLIC_URL may name the pages of a front-end instead. */
export function serviceAddress(
  publicUrl: string | undefined,
  asked: { protocol: string; host: string },
): string | undefined {
  if (publicUrl !== undefined && !publicUrl.includes('{itemCode}')) return publicUrl.replace(/\/+$/, '')
  return HOST.test(asked.host) ? `${asked.protocol}://${asked.host}` : undefined
}
