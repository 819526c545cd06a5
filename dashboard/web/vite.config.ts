import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [vue()],
  base: "./",
  build: { outDir: "../static", emptyOutDir: true, target: "es2022", assetsInlineLimit: 0 },
});
