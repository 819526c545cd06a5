/// <reference types="vite/client" />
import "vue-router";

declare module "vue-router" {
  interface RouteMeta {
    /** Right the server asks for behind this page. */
    right?: string;
    /** Key of the page's name in the shell's texts. */
    name?: "overview" | "tanks" | "alarms" | "production" | "yield" | "dividend" | "devices" | "wires" | "entry" | "more" | "run" | "rules" | "books" | "shares" | "examine";
    /** Without header and tabs. */
    bare?: boolean;
  }
}
