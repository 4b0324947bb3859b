/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the port needs of your system, as stubs. Fill in a step, run the list of tests/ports, go on. As it
 * stands the list ends at its first case: the clock does not go on.
 */
#include "template.h"

/* ---- step 1: the cases "time" ---------------------------------------------------------------------- */

/* A timer with a prescaler, so that it counts at 1 MHz. Without one fill time_us() from the system's tick, as
 * src/port/baremetal does; deadlines are then as coarse as that. */
uint32_t my_timer_count(void)
{
	return 0;
}

/* The timer's interrupt flag, such as TIM2->SR & TIM_SR_UIF. */
bool my_timer_overflowed(void)
{
	return false;
}

/* ---- step 2: the cases "lock" ---------------------------------------------------------------------- */

/* FreeRTOS: xSemaphoreCreateMutexStatic(). Zephyr: k_mutex_init(). */
void *my_mutex_make(void)
{
	return NULL;
}

/* FreeRTOS: xSemaphoreTake(mutex, portMAX_DELAY). Zephyr: k_mutex_lock(mutex, K_FOREVER). */
void my_mutex_take(void *mutex)
{
	(void)mutex;
}

/* FreeRTOS: xSemaphoreGive(mutex). Zephyr: k_mutex_unlock(mutex). */
void my_mutex_give(void *mutex)
{
	(void)mutex;
}

/* ---- step 3: the cases "wait" ---------------------------------------------------------------------- */

/* FreeRTOS: xTaskGetCurrentTaskHandle(). Zephyr: a struct k_sem of each thread that uses the client, such as
 * k_thread_custom_data_get() leads to. */
void *my_task_self(void)
{
	return NULL;
}

/* FreeRTOS: xTaskNotifyGive(task), in an interrupt vTaskNotifyGiveFromISR(task, NULL).
 * Zephyr: k_sem_give(task). */
void my_task_notify(void *task)
{
	(void)task;
}

/* FreeRTOS: ulTaskNotifyTake(pdTRUE, ticks); 0xffffffff is portMAX_DELAY. Zephyr: k_sem_take(my_task_self(),
 * K_MSEC(timeout_ms)); 0xffffffff is K_FOREVER. */
void my_task_sleep(uint32_t timeout_ms)
{
	(void)timeout_ms;
}

/* Cortex-M: read PRIMASK, cpsid i. FreeRTOS: taskENTER_CRITICAL_FROM_ISR(). Zephyr: irq_lock(). */
uint32_t my_interrupts_off(void)
{
	return 0;
}

void my_interrupts_on(uint32_t before)
{
	(void)before;
}

/* ---- optional -------------------------------------------------------------------------------------- */

/* `what` is for you, who looks with a debugger. */
void my_stop(const char *what)
{
	(void)what;
	for (;;)
		;
}
