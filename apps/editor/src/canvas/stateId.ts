/** Id of the element that says the state of a node to screen readers. */
export const stateId = (name: string) => `state-of-${encodeURIComponent(name)}`
