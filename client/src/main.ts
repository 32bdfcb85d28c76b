import { createApp } from 'vue'
import { createRouter, createWebHistory, RouterView, type RouteRecordRaw } from 'vue-router'
import './kit/theme.css'
import { createMessages } from './messages'

/** A face is a shell: `shells/Wall.vue` answers at `/wall`. */
const shells = import.meta.glob('./shells/*.vue')

const routes: RouteRecordRaw[] = Object.entries(shells).map(([path, load]) => ({
  path: `/${/(\w+)\.vue$/.exec(path)![1]!.toLowerCase()}`,
  component: load as () => Promise<{ default: object }>,
}))

const router = createRouter({
  history: createWebHistory(),
  routes: [...routes, { path: '/:rest(.*)*', redirect: '/enter' }],
})

createApp(RouterView).use(router).use(createMessages()).mount('#app')
