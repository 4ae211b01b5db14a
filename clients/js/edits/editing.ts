/** What `later.ts` fetches, gathered as one file. */

export { TextField } from "../textfield.ts";
export { plan } from "./index.ts";
