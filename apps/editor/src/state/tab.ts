/** Names this page load: a duplicated or reloaded tab is another one. */
export const TAB = [...crypto.getRandomValues(new Uint8Array(8))]
  .map((byte) => byte.toString(16).padStart(2, '0'))
  .join('')
