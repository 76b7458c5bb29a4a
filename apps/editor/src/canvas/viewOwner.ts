/** Whether the person has moved the view since it was fitted: then it stays when the window changes. */
let own = false

export const isOwnView = () => own
export const setOwnView = (now: boolean): void => {
  own = now
}
